using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Budgets;

/// <summary>What a budget lets through, what it cuts short and what it refuses, and how the caller learns of it.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task Budget_TheAnswerDoesNotFit_IsAskedForAsLongAsFitsAndNamedInTheRow()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.1, per: day }");
        var told = await house.AskAsync(most: 5000);
        Assert.Equal(200, told.Status);
        var seen = BudgetHouse.MostOf(Assert.Single(house.Upstream.Seen))!.Value;
        Assert.InRange(seen, 900, 999);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Contains("max_tokens", JsonElement.Parse(row.Decision).GetProperty("edits").EnumerateArray().Select(edit => edit.GetString()));
        Assert.InRange(await house.SpentAsync(), 0.09m, 0.1m);
    }

    [Fact]
    public async Task Budget_NothingWorthwhileFits_Is429WithoutRetryAfterInTheWordsOfEachDialect()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.02, per: month }");
        var told = await house.AskAsync();
        Assert.Equal((429, "insufficient_quota", "insufficient_quota"), (told.Status, told.Error.GetProperty("code").GetString(), told.Error.GetProperty("type").GetString()));
        Assert.Contains("USD 0.02 a month", told.Error.GetProperty("message").GetString());
        Assert.Equal((null, "false"), (told.Header("retry-after"), told.Header("x-should-retry")));
        Assert.Empty(house.Upstream.Seen);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((429, "budget_exceeded", 0L), (row.Status, row.Error, row.CostNano));
        var claude = await house.Gateway.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "long"), ("x-api-key", BudgetHouse.Secret));
        Assert.Equal((429, "rate_limit_error"), (claude.Status, claude.Error.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Budget_AnAnswerUnderWayHoldsIt_Is429WithRetryAfterAndFitsLater()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.11, per: month }");
        var free = new TaskCompletionSource();
        house.Upstream.Handler = request => BudgetHouse.Long(request, free.Task);
        var first = house.AskAsync(most: 1000);
        await house.Upstream.NextAsync();
        var second = await house.AskAsync(most: 600);
        Assert.Equal((429, "2", null), (second.Status, second.Header("retry-after"), second.Header("x-should-retry")));
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        free.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(0.1001m, await house.SpentAsync());
    }

    [Fact]
    public async Task Budget_OnlyTheCheaperCandidateFits_IsAsked()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.02, per: month }");
        var told = await house.AskAsync("falls");
        Assert.Equal((200, "cheap"), (told.Status, told.Header("x-bascule-deployment")));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(["budget_exceeded", null], row.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task Budget_AcrossDialects_TheLimitIsWrittenInTheProviders()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.1, per: day }");
        var told = await house.AskAsync("crosses", most: null);
        Assert.Equal(200, told.Status);
        Assert.InRange(BudgetHouse.MostOf(Assert.Single(house.Upstream.Seen))!.Value, 900, 999);
        Assert.Contains("max_tokens", (await house.Gateway.RowAsync(told.Id)).Decision);
    }

    [Fact]
    public async Task Budget_SeveralAnswersAtOnce_AreEachPaidFor()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.1, per: day }");
        Assert.Equal(200, (await house.AskAsync(most: 1000, more: ",\"n\":3")).Status);
        Assert.InRange(BudgetHouse.MostOf(Assert.Single(house.Upstream.Seen))!.Value, 300, 333);
    }

    [Fact]
    public async Task Tree_TheTeamsAndTheOrganisationsBudgets_CountToo()
    {
        const string other = "bk-other-0123456789abcdef";
        await using var house = await BudgetHouse.StartAsync("team: search", $$"""
              - { name: other, key: {{other}}, team: search }
            teams: { search: { budget: { usd: 0.11, per: day } } }
            """);
        Assert.Equal(200, (await house.AskAsync(secret: other)).Status);
        var told = await house.AskAsync();
        Assert.Equal((429, true), (told.Status, told.Error.GetProperty("message").GetString()!.Contains("the team 'search'", StringComparison.Ordinal)));
        Assert.Equal(0.1001m, (await house.KeyAsync()).GetProperty("team_budget").GetProperty("spent_usd").GetDecimal());
    }

    [Fact]
    public async Task PerUser_EachEndUser_HasABudgetOfItsOwn()
    {
        await using var house = await BudgetHouse.StartAsync("per_user: { budget: { usd: 0.11, per: day } }");
        Assert.Equal(200, (await house.AskAsync(more: ",\"user\":\"ann\"")).Status);
        Assert.Equal(429, (await house.AskAsync(more: ",\"user\":\"ann\"")).Status);
        Assert.Equal(200, (await house.AskAsync(more: ",\"user\":\"bob\"")).Status);
        await house.RestartAsync();
        Assert.Equal(429, (await house.AskAsync(more: ",\"user\":\"ann\"")).Status);
        Assert.Equal(200, (await house.AskAsync(more: ",\"user\":\"cid\"")).Status);
    }

    [Fact]
    public async Task Unpriced_AKeyWithABudget_IsRefusedInWordsUnlessItSaysAllow()
    {
        const string lax = "bk-lax-0123456789abcdef";
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 1, per: day }", $"  - {{ name: lax, key: {lax}, budget: {{ usd: 1, per: day }}, unpriced: allow }}");
        var told = await house.AskAsync("unpriced");
        Assert.Equal((403, "unpriced"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.DoesNotContain("free", told.Error.GetProperty("message").GetString());    // the deployment's name is the operator's
        Assert.Empty(house.Upstream.Seen);
        var either = await house.AskAsync("either");
        Assert.Equal((200, "dear"), (either.Status, either.Header("x-bascule-deployment")));
        Assert.Contains("no price is known", (await house.Gateway.RowAsync(either.Id)).Decision);
        Assert.Equal(200, (await house.AskAsync("unpriced", secret: lax)).Status);
    }

    [Theory]
    [InlineData("tier: standard", "organisation: { budget: { usd: 1, per: day } }", 403)]
    [InlineData("team: search", "teams: { search: { budget: { usd: 1, per: day } } }", 403)]
    [InlineData("unpriced: refuse", "", 403)]
    [InlineData("unpriced: allow", "organisation: { budget: { usd: 1, per: day } }", 200)]
    [InlineData("tier: standard", "", 200)]
    public async Task Unpriced_WhateverBudgetStandsOverTheRequest_IsRefusedUnlessTheKeySaysOtherwise(string key, string more, int status)
    {
        await using var house = await BudgetHouse.StartAsync(key, more);
        Assert.Equal(status, (await house.AskAsync("unpriced")).Status);
    }

    [Fact]
    public async Task Key_ItsBudget_IsShownWithWhatIsLeftAndWhenItRenews()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 1, per: month }, limits: { tokens_per_minute: 50000 }");
        await house.AskAsync();
        Assert.Equal(0.1001m, await house.SpentAsync());
        var key = await house.KeyAsync();
        var budget = key.GetProperty("budget");
        Assert.Equal((1m, "month", 0.8999m), (budget.GetProperty("usd").GetDecimal(), budget.GetProperty("per").GetString(), budget.GetProperty("left_usd").GetDecimal()));
        Assert.Equal(1, budget.GetProperty("renews").GetDateTimeOffset().Day);
        Assert.Equal(50_000 - 1010, key.GetProperty("limits").GetProperty("tokens_left").GetInt32());
    }
}
