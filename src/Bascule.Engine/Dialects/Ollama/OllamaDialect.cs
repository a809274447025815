using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Ndjson;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Ollama's own chat: lines of JSON, streamed unless told not to.</summary>
public sealed class OllamaDialect : ICallerDialect
{
    public const string DialectName = W.Words.Dialect;

    private OllamaDialect()
    {
    }

    public static OllamaDialect Instance { get; } = new();

    public string Name => DialectName;

    public string ChatPath => "/api/chat";

    public CallerHeaders Headers => OpenAiChat.OpenAiChatDialect.Instance.Headers;    // it has none of its own

    public string StreamType => "application/x-ndjson";

    public RequestShape Shape { get; } = new("messages")
    {
        MaxTokens = RequestShape.Names("num_predict"),
        Settings = "options"u8.ToArray(),
        StreamsByDefault = true,
        UncappedBelowZero = true,
    };

    public bool StreamUsageIsAsked => false;

    /// <summary>An answer that is whole is one line, so whatever the content type says, lines it is.</summary>
    public FrameReader? NewFrameReader(string contentType) => new NdjsonReader();

    public int StatusOf(Failure failure) => failure.StatusFor(knowsOverload: false);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => OllamaRequestReader.Read(body, generate: false, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new OllamaRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => OllamaAnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new OllamaAnswerWriter(json, generate: false).Write(answer);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => OllamaScan.ScanWhole(body);

    public AnswerStreamReader NewStreamReader() => new OllamaStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new OllamaStreamWriter(generate: false);

    public StreamScan NewStreamScan() => new OllamaScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => OllamaErrors.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        OllamaErrors.Write(json, failure);
    }

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        WriteError(failure, requestId, into);
        into.Write("\n"u8);
    }
}
