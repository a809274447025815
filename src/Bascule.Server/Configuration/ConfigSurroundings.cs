using Bascule.Engine.Conversation;
using Bascule.Engine.Catalog;
using Bascule.Server.Configuration.Stored;
using Bascule.Storage;

namespace Bascule.Server.Configuration;

/// <summary>What a config is read against: the environment, the vendors the catalog knows, and what the command line says.</summary>
public sealed record ConfigSurroundings
{
    /// <summary>An environment variable's value, or null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>A secret of a vault by <c>NAME/SECRET</c>, or why there is none.</summary>
    public Func<string, Read<string>> Vault { get; init; } = static _ => new Failure(Blame.Gateway, FailureKind.Credential, "upstream_auth", "no vault is known here");

    /// <summary>The vendors whose names stand for a dialect, an address and a key variable, in the order auto mode prefers them.</summary>
    public required IReadOnlyList<KnownVendor> Vendors { get; init; }

    /// <summary>The inference engines people run themselves, in the order auto mode prefers them.</summary>
    public required IReadOnlyList<KnownEngine> Engines { get; init; }

    /// <summary>What the catalog knows of models.</summary>
    public FactBook Facts { get; init; } = FactBook.Empty;

    /// <summary>Tells the time: prices have their days.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The catalog's id of the model that a deployment at this vendor (or none) makes vectors with; null: it makes none, or is not known.</summary>
    public Func<DeploymentOptions, string?, string?> EmbeddingModel { get; init; } = static (_, _) => null;

    /// <summary>The names of the keys in a database; null: they can't be told now.</summary>
    public Func<DatabaseAddress, IReadOnlyCollection<string>?> StoredKeys { get; init; } = static _ => [];

    /// <summary>Is told the profile before a vault or a database is asked: the first socket of a process decides how all of them work.</summary>
    internal Action<ServerProfile> BeforeSockets { get; init; } = static _ => { };

    /// <summary>The config of a database.</summary>
    public StoredConfigs Stored { get; init; } = new(null, TimeProvider.System);

    /// <summary>Where the relative paths of a database's config start.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The address that <c>--listen</c> gives, which replaces the file's; or null.</summary>
    public string? Listen { get; init; }

    /// <summary>The vendor of this name or alias, or null.</summary>
    internal KnownVendor? Vendor(string name) =>
        Vendors.FirstOrDefault(vendor => vendor.Id == name) ?? Vendors.FirstOrDefault(vendor => vendor.Aliases.Contains(name));

    internal KnownEngine? Engine(string? name) => Engines.FirstOrDefault(engine => engine.Id == name);

    /// <summary>The first of the vendor's variables that holds a key, and the key; or null.</summary>
    internal (string Variable, string Key)? Credential(KnownVendor vendor)
    {
        foreach (var variable in vendor.KeyVariables)
        {
            if (Environment(variable)?.Trim() is { Length: > 0 } key)
            {
                return (variable, key);
            }
        }

        return null;
    }
}

/// <summary>What an engine's name stands for.</summary>
/// <param name="Id">The name, e.g. <c>vllm</c>.</param>
/// <param name="Port">The port it listens on unless told otherwise.</param>
/// <param name="BasePath">The path below which it speaks OpenAI's chat shape, e.g. <c>/v1</c>.</param>
public sealed record KnownEngine(string Id, int Port, string BasePath)
{
    /// <summary>Further wire formats it takes at the same server.</summary>
    public IReadOnlyList<string> Speaks { get; init; } = [];

    /// <summary>The path from its root that says how it fares, or null.</summary>
    public string? Health { get; init; }
}

/// <summary>What a provider's well-known name stands for.</summary>
/// <param name="Id">The name, e.g. <c>openai</c>.</param>
/// <param name="Dialect">Its wire format, e.g. <c>openai-chat</c>.</param>
/// <param name="BaseUrl">Its address, as the vendor's own SDK takes it; null where each customer has his own.</param>
/// <param name="KeyVariables">The environment variables that may hold its key, the usual one first; empty where none is wanted.</param>
/// <param name="DefaultModel">The model that auto mode's route asks for, or null.</param>
public sealed record KnownVendor(string Id, string Dialect, Uri? BaseUrl, IReadOnlyList<string> KeyVariables, string? DefaultModel = null)
{
    /// <summary>What a customer's own address looks like, where there is no common one.</summary>
    public string? BaseUrlForm { get; init; }

    /// <summary>Further names it goes by.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Further wire formats it takes at the same address.</summary>
    public IReadOnlyList<string> Speaks { get; init; } = [];

    /// <summary>Where inference runs, where the vendor states it and the config does not.</summary>
    public string? Jurisdiction { get; init; }
}
