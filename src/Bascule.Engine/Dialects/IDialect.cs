using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects;

/// <summary>
/// One wire format as providers speak it, pure: no network, no state but what a stream needs. To add one: a folder here, golden files, and its name in <c>DialectSet</c>.
/// One that callers speak too is an <see cref="ICallerDialect"/>. Bad input gives a <see cref="Failure"/>, never an exception; arbitrary bytes must neither throw nor hang.
/// </summary>
public interface IDialect
{
    /// <summary>The name used in ledger and config, e.g. <c>openai-chat</c>.</summary>
    string Name { get; }

    /// <summary>Where a request holds what routing, policy and a vendor's recorded refusals look at.</summary>
    RequestShape Shape { get; }

    /// <summary>The media it takes as an http address that the provider fetches itself; any other address is fetched by the gateway and given as bytes.</summary>
    MediaKinds TakesUrls => MediaKinds.None;

    /// <summary>What cuts a streamed answer of this content type into frames; null: an answer of that type is whole, not a stream.</summary>
    FrameReader? NewFrameReader(string contentType);

    /// <summary>Writes a request for an upstream (a schema for the answer that has no place is then asked for by a forced tool or an instruction), naming in <paramref name="how"/> every caller's member that has no place here.</summary>
    /// <returns>Null, or why this request cannot be asked in this dialect.</returns>
    Failure? WriteRequest(ChatRequest request, RequestWriting how, IBufferWriter<byte> into);

    /// <summary>Reads an upstream's whole 2xx answer; an error object inside it is a failure. A tool call to which the dialect gives no id keeps an empty one: the journey makes it.</summary>
    Read<Answer> ReadAnswer(ReadOnlyMemory<byte> body);

    /// <summary>A reader for one streamed answer.</summary>
    AnswerStreamReader NewStreamReader();

    /// <summary>Classifies an upstream's non-2xx answer by its code and text, not by status alone (CONTRACT 4, TRAPS 19 and 20).</summary>
    /// <param name="type">The error's type where it stands in a header, as Bedrock's <c>x-amzn-errortype</c>; else null.</param>
    Failure ReadError(int status, ReadOnlySpan<byte> body, string? type = null);
}
