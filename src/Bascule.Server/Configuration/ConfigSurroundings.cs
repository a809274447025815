namespace Bascule.Server.Configuration;

/// <summary>What a config is read against: the environment, the vendors the catalog knows, and what the command line says.</summary>
public sealed record ConfigSurroundings
{
    /// <summary>An environment variable's value, or null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The vendors whose names stand for a dialect, an address and a key variable, in the order auto mode prefers them.</summary>
    public required IReadOnlyList<KnownVendor> Vendors { get; init; }

    /// <summary>The address that <c>--listen</c> gives, which replaces the file's; or null.</summary>
    public string? Listen { get; init; }

    internal KnownVendor? Vendor(string id) => Vendors.FirstOrDefault(vendor => vendor.Id == id);
}

/// <summary>What a provider's well-known name stands for.</summary>
/// <param name="Id">The name, e.g. <c>openai</c>.</param>
/// <param name="Dialect">Its wire format, e.g. <c>openai-chat</c>.</param>
/// <param name="BaseUrl">Its address, as the vendor's own SDK takes it.</param>
/// <param name="KeyVariable">The environment variable that holds its key, or null where none is wanted.</param>
/// <param name="DefaultModel">The model that auto mode's route asks for, or null.</param>
public sealed record KnownVendor(string Id, string Dialect, Uri BaseUrl, string? KeyVariable, string? DefaultModel = null);
