using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Bascule.Journeys.Operators;

/// <summary>Who is let in by an issuer's token, and who is not.</summary>
public sealed class SignInTests(SignedInHouse house) : IClassFixture<SignedInHouse>
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Token_OfTheIssuer_LetsIn(string algorithm) => Assert.Equal(200, (await AskAsync(house.Issuer.Token("viewer", algorithm: algorithm))).Status);

    [Fact]
    public async Task AdminKey_BesideTheIssuer_IsAnOwner()
    {
        Assert.Equal(200, (await AskAsync(SignedInHouse.AdminKey, "/bascule/v1/audit")).Status);
        Assert.Equal((401, "invalid_admin_key"), Two(await AskAsync("admin-0123456789abcdef012345678x")));
        Assert.Equal((401, "missing_admin_key"), Two(await AskAsync(null)));
    }

    [Theory]
    [InlineData("exp", 0, "expired")]
    [InlineData("exp", null, "no end")]
    [InlineData("nbf", 4102444800, "times do not fit")]
    [InlineData("aud", "another", "another audience")]
    [InlineData("aud", null, "another audience")]
    [InlineData("iss", "https://login.example", "another issuer")]
    [InlineData("sub", null, "names nobody")]
    public async Task Token_WithAWrongClaim_IsRefusedInWords(string claim, object? value, string why)
    {
        var told = await AskAsync(house.Issuer.Token("owner", claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = value is string text ? text : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }));
        Assert.Equal((401, "invalid_token"), Two(told));
        Assert.Contains(why, told.Body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task Token_WithoutAPrivateKeysSignature_IsRefused(string algorithm) =>
        Assert.Equal((401, "invalid_token"), Two(await AskAsync(house.Issuer.Token("owner", algorithm: algorithm))));

    [Fact]
    public async Task Token_OfAStrangersKey_IsRefused()
    {
        using var stranger = RSA.Create(2048);
        Assert.Equal((401, "invalid_token"), Two(await AskAsync(house.Issuer.Token("owner", by: stranger))));
        var good = house.Issuer.Token("viewer");
        var parts = good.Split('.');
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        claims["roles"] = new JsonArray("owner");
        var forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
        Assert.Equal((401, "invalid_token"), Two(await AskAsync(forged)));
        Assert.Equal((401, "invalid_token"), Two(await AskAsync("a.b.c")));
        Assert.Equal((401, "invalid_token"), Two(await AskAsync(new string('a', 9_000) + ".b.c")));
    }

    [Fact]
    public async Task Token_WithoutARole_IsToldWhere()
    {
        Assert.Equal((403, "role_needed"), Two(await AskAsync(house.Issuer.Token(null))));
        Assert.Equal((403, "role_needed"), Two(await AskAsync(house.Issuer.Token("Owner admin"))));
        Assert.Equal(200, (await AskAsync(house.Issuer.Token(null, claims => claims["roles"] = "profile viewer"))).Status);
    }

    [Fact]
    public async Task Token_InACookieOrAKeyHeader_LetsNobodyIn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/bascule/v1/usage");
        request.Headers.Add("cookie", "token=" + house.Issuer.Token("owner"));
        request.Headers.Add("x-api-key", house.Issuer.Token("owner"));
        using var response = await house.Gateway.Client.SendAsync(request);
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task Token_IsNoCallersKey()
    {
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("authorization", "Bearer " + house.Issuer.Token("owner")));
        Assert.Equal(401, (await house.Gateway.Client.AskAsync(Ask.OpenAi, request)).Status);
    }

    [Fact]
    public async Task Metrics_TakeAViewersToken() => Assert.Equal(200, (await AskAsync(house.Issuer.Token("viewer"), "/metrics")).Status);

    [Fact]
    public async Task Keys_RotatedAtTheIssuer_AreReadAgain()
    {
        await using var issuer = await LocalIssuer.StartAsync();
        await using var gateway = await SignedInHouse.StartGatewayAsync(issuer);
        Assert.Equal(200, (await SignedInHouse.AskAsync(gateway, issuer.Token("viewer"))).Status);
        issuer.Rotate();
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while ((await SignedInHouse.AskAsync(gateway, issuer.Token("viewer"))).Status != 200)
        {
            Assert.False(bound.IsCancellationRequested, "the new key was not taken");
        }

        var reads = issuer.KeyReads;
        using var stranger = RSA.Create(2048);
        for (var i = 0; i < 20; i++)
        {
            await SignedInHouse.AskAsync(gateway, issuer.Token("owner", by: stranger));
        }

        Assert.InRange(issuer.KeyReads - reads, 0, 2);    // strangers are not the issuer's load
    }

    [Fact]
    public async Task Issuer_Away_IsToldAndTheAdminKeyStillCounts()
    {
        await using var issuer = await LocalIssuer.StartAsync();
        issuer.Up = false;
        await using var gateway = await SignedInHouse.StartGatewayAsync(issuer);
        Assert.Equal((503, "issuer_unreachable"), Two(await SignedInHouse.AskAsync(gateway, issuer.Token("owner"))));
        Assert.Equal(200, (await SignedInHouse.AskAsync(gateway, SignedInHouse.AdminKey)).Status);
    }

    [Fact]
    public async Task Roles_WithinAnotherClaim_AreFound()
    {
        await using var issuer = await LocalIssuer.StartAsync();
        await using var gateway = await SignedInHouse.StartGatewayAsync(issuer, "realm_access.roles");
        var token = issuer.Token(null, claims => claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("offline_access", "auditor") });
        Assert.Equal(200, (await SignedInHouse.AskAsync(gateway, token, "/bascule/v1/audit")).Status);
        Assert.Equal((403, "role_needed"), Two(await SignedInHouse.AskAsync(gateway, issuer.Token("owner"), "/bascule/v1/audit")));
    }

    [Fact]
    public async Task Act_OfASignedInOperator_StandsInTheAuditLogUnderHisName()
    {
        var (status, _, _) = await AskAsync(house.Issuer.Token("operator", claims => claims["sub"] = "grace"), "/bascule/v1/deployments/up/m/drain", "POST");
        await AskAsync(house.Issuer.Token("operator"), "/bascule/v1/deployments/up/m/undrain", "POST");
        var (_, _, log) = await AskAsync(SignedInHouse.AdminKey, "/bascule/v1/audit?act=deployment.drain");
        Assert.Equal(200, status);
        Assert.Contains(log.GetProperty("data").EnumerateArray(), entry => entry.GetProperty("who").GetString() == "oidc:grace");
    }

    private Task<(int Status, string? Code, System.Text.Json.JsonElement Body)> AskAsync(string? token, string path = "/bascule/v1/usage", string method = "GET") =>
        SignedInHouse.AskAsync(house.Gateway, token, path, method);

    private static (int, string?) Two((int Status, string? Code, System.Text.Json.JsonElement Body) told) => (told.Status, told.Code);
}
