namespace Bascule.Server.Configuration.Importing;

/// <summary>A provider of the new config.</summary>
internal sealed record LiteProvider(string Name)
{
    /// <summary>What is written of it, in order: name and value, as text.</summary>
    public required IReadOnlyList<(string Key, string Value)> Lines { get; init; }

    /// <summary>The wire, also where the name says it.</summary>
    public required string Dialect { get; init; }

    /// <summary>The catalog's vendor that the name stands for, or null.</summary>
    public string? Vendor { get; init; }
}

/// <summary>What is overridden of a deployment; all of it null: it needs no declaration.</summary>
internal sealed record LiteDeployment(LiteProvider Provider, string Upstream)
{
    public string? Catalog { get; init; }

    public decimal? Weight { get; init; }

    public int? Requests { get; init; }

    public int? Tokens { get; init; }

    public int? Concurrency { get; init; }

    public IReadOnlyList<(string Key, decimal Usd)> Price { get; init; } = [];

    /// <summary>Whether anything is said of it besides where it is.</summary>
    public bool IsPlain => Catalog is null && Weight is null && Requests is null && Tokens is null && Concurrency is null && Price.Count == 0;

    /// <summary>Its name as a candidate.</summary>
    public string Candidate { get; set; } = "";
}

/// <summary>A route of the new config.</summary>
internal sealed record LiteRoute(string Name, int Line)
{
    public List<LiteDeployment> Own { get; init; } = [];

    /// <summary>The candidates of others that come after its own.</summary>
    public List<LiteDeployment> Further { get; init; } = [];

    public bool OnContentPolicy { get; set; }

    /// <summary>Its timeout, as its entries say it.</summary>
    public decimal? Seconds { get; set; }
}

/// <summary>What holds for the whole config.</summary>
internal sealed record LiteWhole
{
    public string? AdminKey { get; set; }

    /// <summary>Whether callers needed a key: then nobody is served without one here either.</summary>
    public bool WantsKeys { get; set; }

    public (decimal Usd, string Per)? Budget { get; set; }

    public string? Strategy { get; set; }

    public int? Retries { get; set; }

    /// <summary>How long answers are kept to be given again; null: they are not.</summary>
    public string? CacheTtl { get; init; }

    public decimal? Seconds { get; set; }
}

/// <summary>A key of the new config.</summary>
internal sealed record LiteKey(string Name, string Sha256)
{
    public string? Team { get; init; }

    /// <summary>What it may ask for; null: every route.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    public (decimal Usd, string Per)? Budget { get; init; }

    public int? Requests { get; init; }

    public int? Tokens { get; init; }

    public int? Concurrency { get; init; }

    public string? Expires { get; init; }
}
