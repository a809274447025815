using System.Text.Json;
using Bascule.Engine.Ledger.Auditing;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Tests.Admin;

/// <summary>What operators do stands in the audit log before it is done, and is read and proved over the API.</summary>
public sealed class AuditTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task Drain_AndUndrain_StandInTheLogInOrder()
    {
        using var drained = await house.PostAsync("/bascule/v1/deployments/priced/drain");
        using var undrained = await house.PostAsync("/bascule/v1/deployments/priced/undrain");
        using var unknown = await house.PostAsync("/bascule/v1/deployments/nobody/drain");
        Assert.Equal((200, 200, 404), ((int)drained.StatusCode, (int)undrained.StatusCode, (int)unknown.StatusCode));

        var entries = (await house.JsonAsync("/bascule/v1/audit?act=deployment&limit=2")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["deployment.undrain", "deployment.drain"], entries.Select(entry => entry.GetProperty("act").GetString()));
        Assert.All(entries, entry => Assert.Equal(("admin_key", "priced"), (entry.GetProperty("who").GetString(), entry.GetProperty("target").GetString())));
    }

    [Fact]
    public async Task Verify_OfTheRunningGateway_HoldsAndKnowsTheHead()
    {
        var head = (await house.JsonAsync("/bascule/v1/audit/head")).GetProperty("head").GetProperty("hash").GetString();
        var verdict = await house.JsonAsync($"/bascule/v1/audit/verify?head={head}");
        Assert.True(verdict.GetProperty("holds").GetBoolean());
        Assert.True(verdict.GetProperty("checkpoints").GetInt64() >= 1);
        Assert.Equal(0, verdict.GetProperty("checkpoints_unproved").GetInt64());

        var missing = await house.JsonAsync($"/bascule/v1/audit/verify?head={new string('a', 64)}");
        Assert.False(missing.GetProperty("holds").GetBoolean());
        Assert.Equal(JsonValueKind.Object, missing.GetProperty("break").ValueKind);
    }

    [Fact]
    public async Task Refusals_OfPolicyAndOfTheGate_AreHeldForTheirMinute()
    {
        using var stranger = await house.GetAsync("/bascule/v1/audit", bearer: "not-the-key");
        Assert.Equal((401, "invalid_admin_key"), await House.ErrorAsync(stranger));
        using var refused = await house.PostAsync("/v1/chat/completions", """{"model":"secret","messages":[{"role":"user","content":"hi"}]}""", House.WebKey);
        Assert.Equal(403, (int)refused.StatusCode);

        Assert.True((await house.JsonAsync("/bascule/v1/audit/head")).GetProperty("refusals_held").GetInt32() >= 2);
        Assert.Equal(house.Host.Services.GetRequiredService<AuditLog>().RefusalsHeld, (await house.JsonAsync("/bascule/v1/audit")).GetProperty("refusals_held").GetInt32());
    }

    [Fact]
    public async Task SignIns_ThatFail_AreToldApartByTheMappedAddressAlone()
    {
        var audit = house.Host.Services.GetRequiredService<AuditLog>();
        using var first = await house.GetAsync("/bascule/v1/keys/first-secret-word", bearer: null);
        using var astray = await house.GetAsync("/bascule/v1/nowhere/first", bearer: null);
        var held = audit.RefusalsHeld;
        for (var i = 0; i < 5; i++)
        {
            using var more = await house.GetAsync($"/bascule/v1/keys/word-{i}", bearer: null);
            using var further = await house.GetAsync($"/bascule/v1/nowhere/{i}", bearer: null);
            Assert.Equal((401, 401), ((int)more.StatusCode, (int)further.StatusCode));
        }

        Assert.Equal(held, audit.RefusalsHeld);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("cursor=x")]
    [InlineData("since=yesterday")]
    [InlineData("whom=me")]
    public async Task List_WithAWrongParameter_IsRefused(string query)
    {
        using var response = await house.GetAsync($"/bascule/v1/audit?{query}");
        Assert.Equal((400, "invalid_parameter"), await House.ErrorAsync(response));
    }
}
