using Bascule.Journeys.Documents;
using Bascule.Server.Admin;
using Bascule.Server.Admin.Operators;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Operators;

/// <summary>What each role may do: the code, the page and the wire say the same.</summary>
public sealed class RoleTests(SignedInHouse house) : IClassFixture<SignedInHouse>
{
    private static readonly Dictionary<string, string[]> Table = Page.At("docs/operators.md").Rows.Where(cells => cells.Length >= 2 && cells[0].StartsWith('`') && cells[0].Contains("/bascule/v1/", StringComparison.Ordinal))
        .ToDictionary(cells => cells[0].Trim('`'));

    public static TheoryData<string> Words => [.. Roles.Words];

    private IEnumerable<Described> Endpoints => house.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<Described>()).OfType<Described>();

    [Fact]
    public void Page_NamesEveryEndpointWithItsLeastRole()
    {
        var mapped = Endpoints.SelectMany(endpoint => endpoint.Paths.Select(path => $"{endpoint.Method} {path} {endpoint.Least.ToWord()}")).Order(StringComparer.Ordinal);
        Assert.Equal(mapped, Table.Select(row => $"{row.Key} {row.Value[1]}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Role_AtEveryEndpoint_IsLetInOrRefusedAsThePageSays(string role)
    {
        var token = house.Issuer.Token(role);
        foreach (var (endpoint, row) in Table)
        {
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{id}", "nobody", StringComparison.Ordinal).Replace("{name}", "up/nobody", StringComparison.Ordinal));
            var told = await SignedInHouse.AskAsync(house.Gateway, token, path, method);
            var may = role == "owner" || row[1] == role || row[1] == "viewer";
            Assert.True(may == (told.Code != "role_needed" && told.Status != 401), $"{role}: {endpoint} {told.Status} {told.Code}");
        }
    }

    [Fact]
    public async Task Roles_Together_MayWhatEachMay()
    {
        var token = house.Issuer.Token("operator auditor");
        Assert.Equal(200, (await SignedInHouse.AskAsync(house.Gateway, token, "/bascule/v1/audit")).Status);
        Assert.Equal(200, (await SignedInHouse.AskAsync(house.Gateway, token, "/bascule/v1/keys")).Status);
        Assert.Equal("role_needed", (await SignedInHouse.AskAsync(house.Gateway, token, "/bascule/v1/keys", "POST", """{"name":"x"}""")).Code);
        Assert.Equal("role_needed", (await SignedInHouse.AskAsync(house.Gateway, house.Issuer.Token("auditor"), "/bascule/v1/keys")).Code);
    }
}
