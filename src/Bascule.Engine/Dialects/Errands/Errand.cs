using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>What may be asked besides a chat, in one caller's form: how it is told from the address, read, and passed on.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Dialect">The wire format of request and answer: providers of the same one are passed its bytes.</param>
/// <param name="Path">What stands behind a provider's base address, e.g. <c>/embeddings</c>; behind the model's name where it begins with a colon.</param>
public sealed record Errand(ErrandKind Kind, string Dialect, string Path)
{
    /// <summary>Where callers post it, e.g. <c>/v1/embeddings</c>; null where a dialect's own addresses lead to it.</summary>
    public string? Address { get; init; }

    /// <summary>The callers' dialect in whose words errors are told and headers named.</summary>
    public string Caller { get; init; } = Dialect;

    /// <summary>Where a JSON body holds what is read of it.</summary>
    public required RequestShape Shape { get; init; }

    /// <summary>Which bodies it takes.</summary>
    public ErrandBodies Bodies { get; init; } = ErrandBodies.Json;

    /// <summary>How vectors are asked for, so that providers of other dialects can be asked too; null: not vectors.</summary>
    public ICallerEmbeddingDialect? Embeddings { get; init; }

    /// <summary>How deep a body names the model again that its address names; 0: nowhere.</summary>
    public int ModelDepth { get; init; }

    /// <summary>Writes our own count of the input's tokens where no provider is asked for it; null: it is no count.</summary>
    public Action<long, IBufferWriter<byte>>? WriteCount { get; init; }

    /// <summary>The words of the ledger, of traces and of reasons: <c>embeddings</c>, <c>count_tokens</c>, ...</summary>
    public string Name => Kind switch
    {
        ErrandKind.CountTokens => "count_tokens",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The answer is JSON whatever its content type says, and an error page is not taken for one.</summary>
    public bool AnswersJson => Kind is ErrandKind.Embeddings or ErrandKind.Moderations or ErrandKind.Rerank or ErrandKind.CountTokens;

    /// <summary>The answer is what somebody said: rules on answers read it.</summary>
    public bool AnswersText => Kind is ErrandKind.Transcriptions or ErrandKind.Translations;

    /// <summary>Input tokens are all that is billed, so our estimate of them stands in where the upstream says nothing. Elsewhere nothing said is nothing known.</summary>
    public bool BillsInput => Kind is ErrandKind.Embeddings or ErrandKind.Rerank or ErrandKind.Moderations;

    /// <summary>Inputs may be token numbers, of which the scan for text sees nothing: each counts as a token.</summary>
    public void CountTokenNumbers(ReadOnlySpan<byte> body, RequestProfile? profile)
    {
        if (Embeddings is null || profile is not { TextBytes: 0 })
        {
            return;
        }

        long numbers = 0;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });
        while (reader.Read())
        {
            numbers += reader.TokenType == JsonTokenType.Number && reader.CurrentDepth > 1 ? 1 : 0;
        }

        profile.KnownInputTokens = numbers > 0 ? numbers : null;
    }

    /// <summary>Nobody bills it.</summary>
    public bool IsFree => Kind == ErrandKind.CountTokens;
}

/// <summary>The kinds of what may be asked besides a chat.</summary>
public enum ErrandKind
{
    Embeddings,
    Moderations,
    Rerank,
    Images,
    Speech,
    Transcriptions,
    Translations,
    CountTokens,
}

/// <summary>The bodies an errand takes.</summary>
[Flags]
public enum ErrandBodies
{
    Json = 1,

    /// <summary><c>multipart/form-data</c>, as files are sent.</summary>
    Form = 2,
}
