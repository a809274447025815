using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;

namespace Bascule.Server.Hosting;

/// <summary>The catalog's vendors as the config language needs them.</summary>
public static class KnownVendors
{
    /// <summary>Vendors with an address of their own, in the catalog's order.</summary>
    public static IReadOnlyList<KnownVendor> Of(FactBook facts) =>
        [.. facts.Vendors.Where(vendor => vendor.BaseUrl is not null)
            .Select(vendor => new KnownVendor(vendor.Id, vendor.Dialect.Value, new Uri(vendor.BaseUrl!.Value), vendor.KeyVariables.Value, vendor.DefaultModel.Value)
            {
                Aliases = vendor.Aliases,
                Speaks = vendor.Speaks?.Value ?? [],
                Jurisdiction = vendor.Jurisdiction?.Value,
            })];
}
