namespace Bascule.Engine.Catalog;

/// <summary>What is known of a vendor: how it is called, where, with which key, and what it refuses.</summary>
public sealed record VendorFacts(string Id)
{
    public required Fact<string> Name { get; init; }

    public required Fact<string> Dialect { get; init; }

    /// <summary>Further wire formats it takes below the same address, e.g. <c>openai-responses</c>; with a glob behind it only for the models of those names.</summary>
    public Fact<IReadOnlyList<string>>? Speaks { get; init; }

    /// <summary>As the vendor's own SDK takes it; null for one that is started by ourselves, or whose address holds the customer's account.</summary>
    public Fact<string>? BaseUrl { get; init; }

    /// <summary>What such an address looks like, e.g. <c>https://HOST/serving-endpoints</c>.</summary>
    public Fact<string>? BaseUrlForm { get; init; }

    /// <summary>Environment variables that hold its key, the usual one first.</summary>
    public required Fact<IReadOnlyList<string>> KeyVariables { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Globs of the bare model names that it claims; a leading <c>!</c> gives names back.</summary>
    public required Fact<IReadOnlyList<string>> ModelPatterns { get; init; }

    public required Fact<string> DefaultModel { get; init; }

    /// <summary>Where inference runs, where the vendor states it.</summary>
    public Fact<string>? Jurisdiction { get; init; }

    /// <summary><c>vendor</c> or <c>self</c>.</summary>
    public required Fact<string> Hosting { get; init; }

    /// <summary>Whether it accepts <c>stream_options.include_usage</c>; unknown is no refusal.</summary>
    public Fact<bool>? StreamUsage { get; init; }

    /// <summary>How it is asked to go on from the beginning of an answer, as <c>FORM</c> or, for the models of those names, <c>FORM GLOB</c>; the first that fits counts.</summary>
    public Fact<IReadOnlyList<string>>? Prefill { get; init; }

    public Fact<string>? Docs { get; init; }

    public IReadOnlyList<Quirk> Quirks { get; init; } = [];

    /// <summary>How it keeps the beginnings of prompts; the first that names the model counts.</summary>
    public IReadOnlyList<PromptCacheRule> PromptCaches { get; init; } = [];

    /// <summary>Whether a bare model name is one of this vendor's.</summary>
    public bool Claims(string upstream) => Glob.MatchesAny(ModelPatterns.Value, upstream);

    public IEnumerable<Quirk> QuirksFor(string upstream) => Quirks.Where(quirk => quirk.Applies(upstream));
}
