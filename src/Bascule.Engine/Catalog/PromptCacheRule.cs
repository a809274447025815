namespace Bascule.Engine.Catalog;

/// <summary>How a vendor comes to keep the beginning of a prompt.</summary>
public enum PromptCacheBy
{
    /// <summary>By itself, where a prompt is long enough.</summary>
    Itself,

    /// <summary>Where a mark in the request asks for it.</summary>
    Marks,
}

/// <summary>How a vendor keeps the beginnings of prompts, for the models that <paramref name="Models"/> (a glob) names.</summary>
/// <param name="MinTokens">A shorter beginning is not kept.</param>
/// <param name="Lives">How long one that nobody asks for again is there in any case.</param>
/// <param name="AtMost">After that it is gone; between the two its chance falls.</param>
/// <param name="Long">How long it is there where the request asks for long; null: it cannot.</param>
/// <param name="Key">The member of a request that keeps those of one conversation together; null: there is none on record.</param>
public sealed record PromptCacheRule(string Models, PromptCacheBy By, long MinTokens, TimeSpan Lives, TimeSpan AtMost, TimeSpan? Long, string? Key, string Source, DateOnly AsOf)
{
    /// <summary>The shortest beginning that any vendor on record keeps and that is worth a thought.</summary>
    public const long LeastTokens = 1_024;

    /// <summary>What is taken for true of a vendor of whom nothing is on record: what most of them do.</summary>
    public static PromptCacheRule Assumed { get; } = new("*", PromptCacheBy.Itself, LeastTokens, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), null, null, "assumed", default);

    public bool Applies(string upstream) => Glob.Matches(Models, upstream);

    /// <summary>The chance, 0 to 1, that a beginning last asked for this long ago is still there.</summary>
    /// <param name="isLong">The request that wrote it asked for long.</param>
    public double Alive(TimeSpan age, bool isLong)
    {
        var lives = isLong && Long is { } longer ? longer : Lives;
        var atMost = lives > AtMost ? lives : AtMost;
        return age <= lives ? 1 : age >= atMost ? 0 : (atMost - age) / (atMost - lives);
    }
}
