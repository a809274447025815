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

    /// <summary>The operator's own price in USD per million tokens, or null for the catalog's.</summary>
    public PriceOptions? Price { get; init; }
}

/// <summary>A price as the operator wrote it, USD per million tokens.</summary>
public sealed record PriceOptions(decimal Input, decimal? CachedInput, decimal? CacheWrite, decimal Output);
