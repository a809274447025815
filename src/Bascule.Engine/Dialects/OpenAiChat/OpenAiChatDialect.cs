using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>OpenAI's chat completions, as OpenAI and all who copy it speak it.</summary>
public sealed class OpenAiChatDialect : ICallerDialect
{
    public const string DialectName = "openai-chat";

    private OpenAiChatDialect()
    {
    }

    public static OpenAiChatDialect Instance { get; } = new();

    public string Name => DialectName;

    public string ChatPath => "/v1/chat/completions";

    public CallerHeaders Headers { get; } = new("x-request-id", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", ResetIsMoment: false);

    public string StreamType => "text/event-stream; charset=utf-8";

    public RequestShape Shape => RequestShape.Messages;

    public MediaKinds TakesUrls => MediaKinds.Images;

    public bool StreamUsageIsAsked => true;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public int StatusOf(Failure failure) => failure.StatusFor(knowsOverload: false);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => RequestReader.Read(body, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new RequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => AnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        AnswerWriter.Write(json, answer);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => WholeAnswerScan.Scan(body);

    public AnswerStreamReader NewStreamReader() => new ChatStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new ChatStreamWriter(request.StreamUsage);

    public StreamScan NewStreamScan() => new ChatStreamScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => ErrorReader.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        ErrorWriter.Write(json, failure, requestId);
    }

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        WriteError(failure, requestId, into);
        into.Write("\n\n"u8);
    }
}
