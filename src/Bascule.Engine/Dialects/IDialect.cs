using System.Buffers;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>
/// One wire format, both ways and pure: no network, no state but what a stream needs. To add one: a folder here, golden files, and its name in <c>DialectSet</c>.
/// Bad input gives a <see cref="Failure"/>, never an exception; arbitrary bytes must neither throw nor hang.
/// </summary>
public interface IDialect
{
    /// <summary>The name used in config and ledger, e.g. <c>openai-chat</c>.</summary>
    string Name { get; }

    /// <summary>Where a caller of this dialect posts a chat, e.g. <c>/v1/chat/completions</c>.</summary>
    string ChatPath { get; }

    /// <summary>The names of the headers that its clients read.</summary>
    CallerHeaders Headers { get; }

    /// <summary>A stream tells its usage only when <c>stream_options.include_usage</c> asks for it.</summary>
    bool StreamUsageIsAsked { get; }

    /// <summary>The HTTP status a caller of this dialect gets for a failure.</summary>
    int StatusOf(Failure failure);

    /// <summary>Reads a caller's request. The body is valid UTF-8 JSON without duplicate members at the levels that <c>RequestScan</c> reads.</summary>
    /// <param name="body">The request's bytes; raw values in the result keep pointing into them.</param>
    Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body);

    /// <summary>Writes a request for an upstream, naming in <paramref name="how"/> every caller's member that has no place here.</summary>
    /// <returns>Null, or why this request cannot be asked in this dialect.</returns>
    Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into);

    /// <summary>Reads an upstream's whole 2xx answer; an error object inside it is a failure.</summary>
    Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body);

    /// <summary>Writes a whole answer for a caller.</summary>
    void WriteAnswer(Answer answer, IBufferWriter<byte> into);

    /// <summary>Reads off a whole 2xx answer what the ledger needs, without decoding it.</summary>
    AnswerScan ScanAnswer(ReadOnlySpan<byte> body);

    /// <summary>A reader for one streamed answer.</summary>
    AnswerStreamReader NewStreamReader();

    /// <summary>A writer for one streamed answer; <paramref name="request"/> is what the caller asked (whether usage is wanted, ...).</summary>
    AnswerStreamWriter NewStreamWriter(ChatRequest request);

    /// <summary>A scanner for one streamed answer that is passed through.</summary>
    StreamScan NewStreamScan();

    /// <summary>Classifies an upstream's non-2xx answer by its code and text, not by status alone (CONTRACT 4, TRAPS 19 and 20).</summary>
    Failure ReadError(int status, ReadOnlySpan<byte> body);

    /// <summary>Writes a whole error body for a caller.</summary>
    void WriteError(Failure failure, string requestId, IBufferWriter<byte> into);

    /// <summary>Writes the event that ends a stream with an error for a caller.</summary>
    void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into);
}

/// <summary>How a request is to be written for one deployment, and what could not be.</summary>
public sealed class RequestWriting
{
    /// <summary>The model name the upstream takes.</summary>
    public required string Model { get; init; }

    /// <summary>The caller's dialect, whose member names <see cref="Dropped"/> uses.</summary>
    public required string From { get; init; }

    /// <summary>Output tokens to ask for where this dialect demands a number and the caller gave none: the model's limit, or a plain default.</summary>
    public long DefaultMaxOutputTokens { get; init; } = 4096;

    /// <summary>Whose reasoning signatures this upstream takes: <c>anthropic</c>, <c>openai</c>, ... or null for none.</summary>
    public string? SignaturesOf { get; init; }

    /// <summary>The caller's own names of what had no place, in order, each once.</summary>
    public List<string> Dropped { get; } = [];

    public void Drop(string name)
    {
        if (!Dropped.Contains(name))
        {
            Dropped.Add(name);
        }
    }
}

/// <summary>What a scan of a whole answer found. <see cref="Failure"/> is set when it is no answer (invalid JSON, an error object, no choices).</summary>
public readonly record struct AnswerScan
{
    public Failure? Failure { get; init; }

    public string? Id { get; init; }

    public string? Model { get; init; }

    /// <summary>Where the model's value stands in the bytes, quotes included; empty where it is absent.</summary>
    public Range ModelValue { get; init; }

    public Usage Usage { get; init; }
}
