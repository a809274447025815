using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Google's generateContent, as the Gemini API and Vertex speak it. Model and streaming stand in the address. A stream is events where they are asked for (<c>alt=sse</c>), else one
/// JSON array: two forms of one dialect, of which a caller of the second is served by <see cref="Array"/>.
/// </summary>
public sealed class GeminiDialect : ICallerDialect
{
    private readonly bool _asArray;

    private GeminiDialect(bool asArray) => _asArray = asArray;

    /// <summary>Streams as events.</summary>
    public static GeminiDialect Instance { get; } = new(asArray: false);

    /// <summary>The same, with streams as one JSON array; errors of a stream stand in an array too.</summary>
    public static GeminiDialect Array { get; } = new(asArray: true);

    public string Name => GeminiWire.Dialect;

    public string ChatPath => "/v1beta/models/{**call}";

    public CallerHeaders Headers { get; } = new("x-request-id", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", ResetIsMoment: false);

    public string StreamType => _asArray ? "application/json; charset=UTF-8" : "text/event-stream";

    public RequestShape Shape { get; } = new("contents")
    {
        TurnsOfAnyKind = true,
        Words = RequestShape.Names("systemInstruction", "system_instruction"),
        Settings = "generationConfig"u8.ToArray(),
        SettingsElse = "generation_config"u8.ToArray(),
        MaxTokens = RequestShape.Names("maxOutputTokens", "max_output_tokens"),
        NamesModel = false,
    };

    public bool StreamUsageIsAsked => false;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType) ?? (FrameReader)new JsonArrayReader();

    public int StatusOf(Failure failure) => failure.StatusFor(knowsOverload: false);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => GeminiRequestReader.Read(body, address, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        new GeminiRequestWriter(json, request, how).Write();
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => GeminiAnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        GeminiAnswerWriter.Write(json, answer);
    }

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => GeminiScanning.ScanAnswer(body);

    public AnswerStreamReader NewStreamReader() => new GeminiStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new GeminiStreamWriter(_asArray);

    public StreamScan NewStreamScan() => new GeminiStreamScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => GeminiErrorReader.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        into.Write(_asArray ? "["u8 : default);
        WriteObject(failure, requestId, into);
        into.Write(_asArray ? "]"u8 : default);
    }

    /// <summary>A stream is only ever open with an element in it, so the error may follow a comma.</summary>
    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        into.Write(_asArray ? ",\r\n"u8 : "data: "u8);
        WriteObject(failure, requestId, into);
        into.Write(_asArray ? "]"u8 : "\r\n\r\n"u8);
    }

    private void WriteObject(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        GeminiErrorWriter.Write(json, failure, StatusOf(failure), requestId);
    }
}
