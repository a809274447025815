using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Keeping;
using Bascule.Engine.Routing;

namespace Bascule.Engine.Caching.Keys;

/// <summary>One request, as far as its key goes by it.</summary>
public readonly record struct CacheQuestion
{
    public required ICallerDialect Dialect { get; init; }

    /// <summary>What the address says in place of the body, or null.</summary>
    public CallAddress? Address { get; init; }

    /// <summary>What is asked besides a chat; null: a chat.</summary>
    public Errand? Errand { get; init; }

    /// <summary>The body as it is asked; what was masked in it stands in it as placeholders.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required RequestProfile Profile { get; init; }

    /// <summary>The address's query, which passes upstream.</summary>
    public string Query { get; init; }

    /// <summary>The headers that pass to an upstream of the same dialect.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>A header's value by its name, or null.</summary>
    public Func<string, string?> HeaderOf { get; init; }

    public required DataClass DataClass { get; init; }

    /// <summary>The rule that narrowed its candidates, by its place in the config: one tenant's requests may fall under different ones. Null: none did.</summary>
    public string? Rule { get; init; }

    /// <summary>Whose; null without keys.</summary>
    public string? Tenant { get; init; }

    public required Route Route { get; init; }

    /// <summary>What the rulebook has that shapes answers: <see cref="AnswerShape"/>.</summary>
    public required Digest Shape { get; init; }

    /// <summary>Which of the guardrails on answers hold for it: what one caller may not be told another's answer may say.</summary>
    public ulong Guards { get; init; }

    /// <summary>Its part in a kept conversation, or null.</summary>
    public OpenTurn? Turn { get; init; }

    /// <summary>Something in it was masked.</summary>
    public bool IsMasked { get; init; }
}

/// <summary>The key of a request, or why it has none.</summary>
/// <param name="Key">Null: its answer is neither looked for nor kept.</param>
/// <param name="Why">One of <see cref="CacheBars"/>, where there is no key.</param>
public readonly record struct Keyed(CacheKey? Key, string? Why);

/// <summary>Why a request's answer is neither looked for nor kept, in the words of <c>explain</c> and of the docs.</summary>
public static class CacheBars
{
    /// <summary>It brings tools, and the route does not say <c>tools: true</c>.</summary>
    public const string Tools = "brings tools";

    /// <summary>It goes on from a kept conversation, or is to be kept as one.</summary>
    public const string Kept = "kept conversation";

    /// <summary>Something in it was masked: the answer holds values that belong to this request alone.</summary>
    public const string Masked = "masked";

    /// <summary>Media by address or by a vendor's file id: what stands behind it may change.</summary>
    public const string Reference = "media by reference";

    /// <summary>A part of it stands with its provider, under an id that says nothing of what it holds.</summary>
    public const string Elsewhere = "held by its provider";

    /// <summary>Neither a chat nor vectors.</summary>
    public const string Kind = "kind of request";

    /// <summary>It cannot be read, which whoever is asked may tell better.</summary>
    public const string Unreadable = "unreadable";
}
