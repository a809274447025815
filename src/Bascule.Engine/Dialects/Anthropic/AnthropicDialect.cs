using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Anthropic Messages, as callers and upstreams speak it.</summary>
public sealed class AnthropicDialect : ICallerDialect
{
    private AnthropicDialect()
    {
    }

    public static AnthropicDialect Instance { get; } = new();

    public string Name => AnthropicWire.Words.Dialect;

    public string ChatPath => "/v1/messages";

    public CallerHeaders Headers { get; } = new("request-id", "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset", ResetIsMoment: true);

    public string StreamType => "text/event-stream; charset=utf-8";

    public RequestShape Shape => RequestShape.Messages;

    public MediaKinds TakesUrls => MediaKinds.Images | MediaKinds.Files;

    public bool StreamUsageIsAsked => false;

    public FrameReader? NewFrameReader(string contentType) => SseReader.IfStream(contentType);

    public int StatusOf(Failure failure) => failure.StatusFor(knowsOverload: true);

    public Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null) => AnthropicRequestReader.Read(body, coverage);

    public Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        AnthropicRequestWriter.Write(request, how, into);
        return null;
    }

    public Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body) => AnthropicAnswerReader.Read(body);

    public void WriteAnswer(Answer answer, IBufferWriter<byte> into) => AnthropicAnswerWriter.Write(answer, into);

    public AnswerScan ScanAnswer(ReadOnlySpan<byte> body) => AnthropicScanning.ScanAnswer(body);

    public AnswerStreamReader NewStreamReader() => new AnthropicStreamReader();

    public AnswerStreamWriter NewStreamWriter(ChatRequest request) => new AnthropicStreamWriter();

    public StreamScan NewStreamScan() => new AnthropicStreamScan();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null) => AnthropicErrorReader.Read(status, body);

    public void WriteError(Failure failure, string requestId, IBufferWriter<byte> into) => AnthropicErrorWriter.Write(failure, requestId, into);

    public void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into) => AnthropicErrorWriter.WriteEvent(failure, requestId, into);
}
