using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects;

/// <summary>A wire format that callers speak as well: a provider of the same one gets the caller's bytes and the caller gets his.</summary>
public interface ICallerDialect : IDialect
{
    /// <summary>Where a caller of this dialect posts a chat, e.g. <c>/v1/chat/completions</c>.</summary>
    string ChatPath { get; }

    /// <summary>The names of the headers that its clients read.</summary>
    CallerHeaders Headers { get; }

    /// <summary>The content type of a stream that is written here.</summary>
    string StreamType { get; }

    /// <summary>A stream tells its usage only when <c>stream_options.include_usage</c> asks for it.</summary>
    bool StreamUsageIsAsked { get; }

    /// <summary>The HTTP status a caller of this dialect gets for a failure.</summary>
    int StatusOf(Failure failure);

    /// <summary>Reads a caller's request. The body is valid UTF-8 JSON without duplicate members at the levels that <c>RequestScan</c> reads.</summary>
    /// <param name="body">The request's bytes; raw values in the result keep pointing into them.</param>
    /// <param name="address">What the address says in place of the body, where a dialect puts it there.</param>
    /// <param name="coverage">Is told what of the body the hub has words for; null: nobody asks.</param>
    Read<ChatRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address = null, JsonCoverage? coverage = null);

    /// <summary>The id an answer from another dialect has for a caller: the upstream's, or one of this dialect's own form that <paramref name="requestId"/> decides.</summary>
    string AnswerId(string upstream, string requestId) => upstream;

    /// <summary>Takes out of a request that passes through what another vendor signed: a proof is shown to its maker alone.</summary>
    /// <param name="signaturesOf">Whose signatures the provider takes, or null.</param>
    /// <returns>What was left out, by its name; null: nothing was.</returns>
    string? CutForeignSignatures(ReadOnlyMemory<byte> body, RequestProfile profile, string? signaturesOf, BodyEdits edits) => null;

    /// <summary>Writes a whole answer for a caller.</summary>
    void WriteAnswer(Answer answer, IBufferWriter<byte> into);

    /// <summary>The same where an answer repeats what was asked.</summary>
    void WriteAnswer(Answer answer, ChatRequest asked, IBufferWriter<byte> into) => WriteAnswer(answer, into);

    /// <summary>Reads off a whole 2xx answer what the ledger needs, without decoding it.</summary>
    AnswerScan ScanAnswer(ReadOnlySpan<byte> body);

    /// <summary>A writer for one streamed answer; <paramref name="request"/> is what the caller asked (whether usage is wanted, ...).</summary>
    AnswerStreamWriter NewStreamWriter(ChatRequest request);

    /// <summary>A scanner for one streamed answer that is passed through.</summary>
    StreamScan NewStreamScan();

    /// <summary>Writes a whole error body for a caller.</summary>
    void WriteError(Failure failure, string requestId, IBufferWriter<byte> into);

    /// <summary>Writes the event that ends a stream with an error for a caller.</summary>
    void WriteStreamError(Failure failure, string requestId, IBufferWriter<byte> into);

    /// <summary>The same where events are numbered.</summary>
    /// <param name="told">Events that went before.</param>
    void WriteStreamError(Failure failure, string requestId, long told, IBufferWriter<byte> into) => WriteStreamError(failure, requestId, into);
}

/// <summary>What the address of a call says beside its body: Gemini names model and streaming there.</summary>
public sealed record CallAddress(string Model, bool Stream);

/// <summary>What a scan of a whole answer found. <see cref="Failure"/> is set when it is no answer (invalid JSON, an error object, no choices).</summary>
public readonly record struct AnswerScan
{
    public Failure? Failure { get; init; }

    public string? Id { get; init; }

    public string? Model { get; init; }

    /// <inheritdoc cref="StreamScan.Fingerprint"/>
    public string? Fingerprint { get; init; }

    /// <summary>Where the model's value stands in the bytes, quotes included; empty where it is absent.</summary>
    public Range ModelValue { get; init; }

    public Usage Usage { get; init; }

    /// <summary>Something is said in it.</summary>
    public bool Spoke { get; init; }

    /// <summary>Why it ended, as <see cref="StreamScan.Ended"/> has it.</summary>
    public StopReason? Ended { get; init; }
}
