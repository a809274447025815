namespace Bascule.Engine.Catalog;

/// <summary>One upstream model at one provider as the operator wrote it, or as <c>PROVIDER/UPSTREAM</c> says it.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The declared name, or <c>PROVIDER/UPSTREAM</c>.</summary>
    public required string Name { get; init; }

    public required string Provider { get; init; }

    /// <summary>The model's name as the provider takes it.</summary>
    public required string Upstream { get; init; }

    /// <summary>The catalog id whose facts count; null: found from provider and upstream name.</summary>
    public string? CatalogId { get; init; }

    /// <summary>The country of whoever made the model, ISO 3166, as the operator states it; null: as the catalog does.</summary>
    public string? Origin { get; init; }

    /// <summary>The model's licence as the operator states it, or null.</summary>
    public string? Licence { get; init; }

    /// <summary>How open the model is as the operator states it, or null.</summary>
    public Openness? Openness { get; init; }

    /// <summary>The operator's own price in USD per million tokens, or null for the catalog's.</summary>
    public PriceOptions? Price { get; init; }

    /// <summary>Its share of the draws under strategy <c>weighted</c>, relative to the others'.</summary>
    public int Weight { get; init; } = 1;

    public DeploymentLimits Limits { get; init; } = DeploymentLimits.None;
}

/// <summary>What one deployment takes at most, as the operator wrote it; null is no limit.</summary>
public sealed record DeploymentLimits
{
    /// <summary>Enough for a burst; what is longer would wait in vain.</summary>
    public const int DefaultMaxQueue = 256;

    public static DeploymentLimits None { get; } = new();

    public int? RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    /// <summary>How many requests may wait for it; 0: none waits.</summary>
    public int MaxQueue { get; init; } = DefaultMaxQueue;

    /// <summary>Everybody may enter.</summary>
    public bool IsFree => this is { RequestsPerMinute: null, TokensPerMinute: null, Concurrency: null };
}

/// <summary>A price as the operator wrote it, USD per million tokens.</summary>
public sealed record PriceOptions(decimal Input, decimal? CachedInput, decimal? CacheWrite, decimal Output);
