using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;

namespace Bascule.Server.Hosting;

/// <summary>The catalog's vendors as the config language needs them.</summary>
public static class KnownVendors
{
    /// <summary>Vendors with an address of their own, in the catalog's order, each also under its aliases.</summary>
    public static IReadOnlyList<KnownVendor> Of(FactBook facts) =>
        [.. facts.Vendors.Where(vendor => vendor.BaseUrl is not null)
            .SelectMany(vendor => vendor.Aliases.Prepend(vendor.Id).Select(name => new KnownVendor(
                name, vendor.Dialect.Value, new Uri(vendor.BaseUrl!.Value), vendor.KeyVariables.Value is [var usual, ..] ? usual : null, vendor.DefaultModel.Value)))];
}
