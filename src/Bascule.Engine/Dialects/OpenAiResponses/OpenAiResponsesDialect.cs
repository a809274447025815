using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>OpenAI's responses, as OpenAI, xAI, OpenRouter and the engines speak them.</summary>
public sealed class OpenAiResponsesDialect : ICallerDialect
{
    public const string DialectName = "openai-responses";

    private OpenAiResponsesDialect()
    {
    }

    public static OpenAiResponsesDialect Instance { get; } = new();

    public string Name => DialectName;

    public string ChatPath => "/v1/responses";

    public CallerHeaders Headers => OpenAiChatDialect.Instance.Headers;

    public string StreamType => "text/event-stream; charset=utf-8";

    public RequestShape Shape { get; } = new("input")
    {
        TurnsOfAnyKind = true,
        TurnsElse = RequestShape.Names("prompt", "previous_response_id", "conversation"),
        Words = RequestShape.Names("instructions"),
        MaxTokens = RequestShape.Names("max_output_tokens"),
    };

    public MediaKinds TakesUrls => MediaKinds.Images | MediaKinds.Files;

    public bool StreamUsageIsAsked => false;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public int StatusOf(Failure failure) => failure.StatusFor(knowsOverload: false);

    public string AnswerId(string upstream, string requestId) => ResponsesIds.Response(requestId);

    public string? CutForeignSignatures(ReadOnlyMemory<byte> body, RequestProfile profile, string? signaturesOf, BodyEdits edits) =>
        ResponsesSignatureCut.Apply(body, profile, signaturesOf, edits);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => ResponsesRequestReader.Read(body, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new ResponsesRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => ResponsesAnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into) => WriteAnswer(answer, new ChatRequest { Model = answer.Model }, into);

    public void WriteAnswer(Answer answer, ChatRequest asked, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        ResponsesAnswerWriter.Write(json, answer, asked);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => ResponsesAnswerScan.Scan(body);

    public AnswerStreamReader NewStreamReader() => new ResponsesStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new ResponsesStreamWriter(request);

    public StreamScan NewStreamScan() => new ResponsesStreamScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => ErrorReader.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into) => OpenAiChatDialect.Instance.WriteError(failure, requestId, into);

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into) => ResponsesErrorEvent.Write(failure, 0, into);

    public void WriteStreamError(Failure failure, string requestId, long told, IBufferWriter<byte> into) => ResponsesErrorEvent.Write(failure, told, into);
}
