using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Bascule.Server.Admin;
using Bascule.Server.Rules;
using Bascule.Storage;

namespace Bascule.Server.Tests.Admin;

/// <summary>Who may call the operators' addresses, and that all of them are described.</summary>
public sealed class AccessTests(House house) : IClassFixture<House>
{
    [Theory]
    [InlineData("/bascule/v1/requests")]
    [InlineData("/bascule/v1/requests/01900000-0000-7000-8000-000000000000")]
    [InlineData("/bascule/v1/usage")]
    [InlineData("/bascule/v1/deployments")]
    [InlineData("/bascule/v1/openapi.json")]
    [InlineData("/bascule/v1/keys")]
    [InlineData("/bascule/v1/nothing")]
    public async Task AdminApi_WithoutTheAdminKey_IsClosed(string path)
    {
        using var missing = await house.GetAsync(path, bearer: null);
        using var wrong = await house.GetAsync(path, bearer: House.WebKey);
        using var metrics = await house.GetAsync(path, bearer: House.MetricsKey);

        Assert.Equal((401, "missing_admin_key"), await House.ErrorAsync(missing));
        Assert.Equal((401, "invalid_admin_key"), await House.ErrorAsync(wrong));
        Assert.Equal((401, "invalid_admin_key"), await House.ErrorAsync(metrics));
        Assert.Equal("Bearer", missing.Headers.WwwAuthenticate.ToString());
        Assert.Contains("data_dir/admin.key", await missing.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AdminApi_KeyAsCookieOrApiKeyHeader_IsClosed()
    {
        using var cookie = await house.PostAsync("/bascule/v1/deployments/priced/drain", null, null, ("cookie", $"admin={House.AdminKey}"), ("x-api-key", House.AdminKey));
        Assert.Equal((401, "missing_admin_key"), await House.ErrorAsync(cookie));
    }

    [Theory]
    [InlineData("/bascule/v1/keys/nobody", "key_not_found")]
    [InlineData("/bascule/v1/keys/web/rotate", "unknown_path")]
    [InlineData("/bascule/v1/feedback", "not_yet_supported")]
    [InlineData("/bascule/v1/usages", "unknown_path")]
    [InlineData("/bascule/v1/explain", "unknown_path")]
    public async Task AdminApi_AddressNotThere_Says404(string path, string code)
    {
        using var response = await house.GetAsync(path);
        Assert.Equal((404, code), await House.ErrorAsync(response));
    }

    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Probe_WithoutKey_Answers(string path, string text)
    {
        using var response = await house.GetAsync(path, bearer: null);
        Assert.Equal((200, text), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task AdminApi_KeyChangedByAReload_TakesTheNewOneOnly()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var rules = own.Host.Services.GetRequiredService<LiveRules>();
        rules.Replace(rules.Config with { Server = rules.Config.Server with { AdminKey = "another-0123456789abcdef01234567" } });

        using var old = await own.GetAsync("/bascule/v1/usage");
        using var changed = await own.GetAsync("/bascule/v1/usage", bearer: "another-0123456789abcdef01234567");
        Assert.Equal((401, 200), ((int)old.StatusCode, (int)changed.StatusCode));
    }

    [Fact]
    public async Task AdminApi_KeyLeftOut_IsTheOneInTheDataFolder()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var rules = own.Host.Services.GetRequiredService<LiveRules>();
        rules.Replace(rules.Config with { Server = rules.Config.Server with { AdminKey = null } });

        using var old = await own.GetAsync("/bascule/v1/usage");
        using var made = await own.GetAsync("/bascule/v1/usage", bearer: DataFolder.TryReadAdminKey(rules.Config.Server.DataDir));
        Assert.Equal((401, 200), ((int)old.StatusCode, (int)made.StatusCode));
    }

    [Fact]
    public async Task Root_WithoutKey_SaysWhatThisIs()
    {
        using var response = await house.GetAsync("/", bearer: null);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Bascule", text);
        Assert.Contains("/healthz", text);
    }

    [Fact]
    public async Task OpenApi_EveryMappedRoute_IsDescribedAndNoOther()
    {
        var document = await house.JsonAsync("/bascule/v1/openapi.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        var endpoints = house.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/bascule/v1/", StringComparison.Ordinal) == true && endpoint.RoutePattern.RawText != "/bascule/v1/{**rest}").ToArray();
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.Equal(
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods, [endpoint.Metadata.GetMetadata<Described>()?.Method ?? "described nowhere"]));
        var mapped = endpoints.SelectMany(endpoint => endpoint.Metadata.GetMetadata<Described>()!.Paths.Select(path => $"{endpoint.Metadata.GetMetadata<Described>()!.Method} {path}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OpenApi_EveryReference_Resolves()
    {
        var document = await house.JsonAsync("/bascule/v1/openapi.json");
        var references = References(document).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            var at = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/'))
            {
                Assert.True(at.TryGetProperty(step, out at), reference);
            }
        });
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
