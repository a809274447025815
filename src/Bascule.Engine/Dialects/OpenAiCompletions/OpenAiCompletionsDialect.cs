using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Dialects.OpenAiCompletions;

/// <summary>OpenAI's old text completions. Only callers ask in it; a provider that is not passed through is asked for a chat. Chunks, errors and usage have the form they have there.</summary>
public sealed class OpenAiCompletionsDialect : ICallerDialect
{
    public const string DialectName = "openai-completions";

    private static readonly Failure CallersOnly =
        new(Blame.Gateway, FailureKind.Internal, "internal_error", "No provider is asked in this dialect across dialects.");

    private OpenAiCompletionsDialect()
    {
    }

    public static OpenAiCompletionsDialect Instance { get; } = new();

    public string Name => DialectName;

    public string ChatPath => "/v1/completions";

    public CallerHeaders Headers => OpenAiChatDialect.Instance.Headers;

    public string StreamType => OpenAiChatDialect.Instance.StreamType;

    public RequestShape Shape { get; } = new("prompt")
    {
        TurnsOfAnyKind = true,
        TurnsMend = "Send the text.",
        Words = RequestShape.Names("suffix"),
        MaxTokens = RequestShape.Names("max_tokens"),
    };

    public bool StreamUsageIsAsked => true;

    public FrameReader? NewFrameReader(string contentType) => OpenAiChatDialect.Instance.NewFrameReader(contentType);

    public int StatusOf(Failure failure) => OpenAiChatDialect.Instance.StatusOf(failure);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => CompletionsRequestReader.Read(body, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into) => CallersOnly;

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => AnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        CompletionsAnswerWriter.Write(json, answer);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => WholeAnswerScan.Scan(body);

    public AnswerStreamReader NewStreamReader() => new ChatStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new CompletionsStreamWriter(request.StreamUsage);

    public StreamScan NewStreamScan() => new ChatStreamScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => ErrorReader.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into) => OpenAiChatDialect.Instance.WriteError(failure, requestId, into);

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into) => OpenAiChatDialect.Instance.WriteStreamError(failure, requestId, into);
}
