using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>How providers of one wire format are asked for vectors. Pure; bad input gives a <see cref="Failure"/>, never an exception.</summary>
public interface IEmbeddingDialect
{
    /// <summary>The wire format's name, e.g. <c>openai-chat</c>.</summary>
    string Name { get; }

    /// <summary>What stands behind a provider's base address, e.g. <c>/embeddings</c>.</summary>
    string Path { get; }

    /// <summary>Where a request of it stands, for a vendor's recorded refusals.</summary>
    RequestShape Shape { get; }

    /// <summary>Writes a request for an upstream, naming in <paramref name="how"/> what has no place here.</summary>
    /// <returns>Null, or why this request cannot be asked in this dialect.</returns>
    Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into);

    /// <summary>Reads an upstream's whole 2xx answer.</summary>
    Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body);
}

/// <summary>One that callers speak too.</summary>
public interface ICallerEmbeddingDialect : IEmbeddingDialect
{
    /// <summary>Reads a caller's request.</summary>
    /// <param name="body">The request's bytes; raw values in the result keep pointing into them.</param>
    /// <param name="address">What the address says in place of the body, where a dialect puts it there.</param>
    Read<EmbeddingRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address);

    /// <summary>Writes an answer for a caller who asked <paramref name="asked"/>.</summary>
    /// <returns>Null, or why the vectors cannot be told as he wants them.</returns>
    Failure? WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest asked, IBufferWriter<byte> into);
}
