using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Providers.Fetching;
using Bascule.Storage.Postgres;
using Bascule.Storage.Redis;

namespace Bascule.Server.Hosting;

/// <summary>What the command line and the environment say about a start.</summary>
public sealed record HostSettings
{
    /// <summary>The config file, or the address of the database that holds it; null: auto mode.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The address that <c>--listen</c> gives, in the place of the config's.</summary>
    public string? Listen { get; init; }

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where <c>./data</c> stands in auto mode and with the config of a database.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Where <c>vendors.json</c> and <c>models.json</c> are.</summary>
    public string CatalogFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "catalog");

    /// <summary>Where the operator's own facts are, laid over the shipped ones: beside the config file.</summary>
    public string OverlayFolder => Path.Combine(ConfigFile is { } file && !PostgresAddress.IsOne(file) ? Path.GetDirectoryName(Path.GetFullPath(file))! : Folder, "catalog.d");

    /// <summary>Is told a line about what a start waits for, while it waits; null: nobody is.</summary>
    public Action<string>? Waits { get; init; }

    /// <summary>Whether auto mode asks the usual loopback ports for engines.</summary>
    public bool ProbeEngines { get; init; } = true;

    /// <summary>What fetches callers' URLs; null: the guarded one. No config reaches this: it is for whoever hosts the gateway in a test.</summary>
    public UrlFetcher? Fetcher { get; init; }

    /// <summary>Looks of 4 ms after which a reply of Redis is late. No config reaches this: machines that run tests are busy.</summary>
    public int PatienceWithRedis { get; init; } = RedisLink.PatientLooks;

    /// <summary>The times that replicas keep who share budgets. No config reaches these: tests have not two minutes.</summary>
    public TellerTimes Budgets { get; init; } = TellerTimes.Usual;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Why a start was refused, in the operator's words, a line each.</summary>
public sealed class StartRefusedException(IReadOnlyList<string> reasons) : Exception(string.Join(System.Environment.NewLine, reasons))
{
    public IReadOnlyList<string> Reasons => reasons;
}
