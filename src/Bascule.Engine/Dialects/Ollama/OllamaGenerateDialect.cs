using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Ollama's generate: one prompt instead of a conversation, its answer under another name. Only callers ask in it; a provider that is not passed through is asked for a chat.</summary>
public sealed class OllamaGenerateDialect : ICallerDialect
{
    public const string DialectName = W.Words.GenerateDialect;

    private static readonly Failure CallersOnly =
        new(Blame.Gateway, FailureKind.Internal, "internal_error", "No provider is asked in this dialect across dialects.");

    private OllamaGenerateDialect()
    {
    }

    public static OllamaGenerateDialect Instance { get; } = new();

    public string Name => DialectName;

    public string ChatPath => "/api/generate";

    public CallerHeaders Headers => OllamaDialect.Instance.Headers;

    public string StreamType => OllamaDialect.Instance.StreamType;

    public RequestShape Shape { get; } = new("prompt")
    {
        TurnsOfAnyKind = true,
        TurnsMend = "Send the text.",
        Words = RequestShape.Names("system", "suffix", "images"),
        MaxTokens = RequestShape.Names("num_predict"),
        Settings = "options"u8.ToArray(),
        StreamsByDefault = true,
        UncappedBelowZero = true,
    };

    public bool StreamUsageIsAsked => false;

    public FrameReader? NewFrameReader(string contentType) => OllamaDialect.Instance.NewFrameReader(contentType);

    public int StatusOf(Failure failure) => OllamaDialect.Instance.StatusOf(failure);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => OllamaRequestReader.Read(body, generate: true, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into) => CallersOnly;

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => OllamaAnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new OllamaAnswerWriter(json, generate: true).Write(answer);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => OllamaScan.ScanWhole(body);

    public AnswerStreamReader NewStreamReader() => new OllamaStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new OllamaStreamWriter(generate: true);

    public StreamScan NewStreamScan() => new OllamaScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => OllamaErrors.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into) => OllamaDialect.Instance.WriteError(failure, requestId, into);

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into) => OllamaDialect.Instance.WriteStreamError(failure, requestId, into);
}
