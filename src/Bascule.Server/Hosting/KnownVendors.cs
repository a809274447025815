using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;

namespace Bascule.Server.Hosting;

/// <summary>The catalog's vendors as the config language needs them.</summary>
public static class KnownVendors
{
    /// <summary>Vendors that others run, in the catalog's order.</summary>
    public static IReadOnlyList<KnownVendor> Of(FactBook facts) =>
        [.. facts.Vendors.Where(vendor => vendor.BaseUrl is not null || vendor.BaseUrlForm is not null)
            .Select(vendor => new KnownVendor(vendor.Id, vendor.Dialect.Value, vendor.BaseUrl is { } url ? new Uri(url.Value) : null, vendor.KeyVariables.Value, vendor.DefaultModel.Value)
            {
                Aliases = vendor.Aliases,
                BaseUrlForm = vendor.BaseUrlForm?.Value,
                Speaks = vendor.Speaks?.Value ?? [],
                Jurisdiction = vendor.Jurisdiction?.Value,
            })];
}
