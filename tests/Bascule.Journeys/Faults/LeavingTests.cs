using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>A caller who leaves: the upstream is let go at once, and the row says so.</summary>
public sealed class LeavingTests
{
    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_CallerLeavesMidway_UpstreamIsLetGo(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "hello")).ThenSilence());
        string id;
        using (var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, $"{upstream}/m", stream: true)), HttpCompletionOption.ResponseHeadersRead))
        {
            id = response.Headers.GetValues("x-bascule-request-id").Single();
            await using var body = await response.Content.ReadAsStreamAsync();
            Assert.True(await body.ReadAsync(new byte[16]) > 0);
        }

        var seen = await house.Upstream.NextAsync();
        await seen.ClientLeft.WaitAsync(Gateway.Bound);
        var row = await house.Gateway.RowAsync(id);

        Assert.Equal((499, "cancelled"), (row.Status, row.Error));
        Assert.True(row.Usage is { Estimated: true, Input: > 0, Output: > 0 });
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Call_CallerLeavesBeforeAnyByte_UpstreamIsLetGoAndNobodyElseIsAsked(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ both: [{dialect}/first, {dialect}/second] }}");
        house.Upstream.Enqueue(ScriptedAnswer.Never(), ScriptedAnswer.Json(Wire.Answer(dialect)));
        using var leave = new CancellationTokenSource();
        var asking = house.Client.SendAsync(Ask.Request(dialect, Ask.Body(dialect, "both")), leave.Token);
        var seen = await house.Upstream.NextAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await seen.ClientLeft.WaitAsync(Gateway.Bound);

        var row = await house.Gateway.OnlyRowAsync();
        Assert.Equal((499, "cancelled"), (row.Status, row.Error));
        Assert.True(row.Usage is { Estimated: true, Input: > 0, Output: 0 }, "what was sent upstream is billed");
        Assert.Single(row.Attempts);
        Assert.Single(house.Upstream.Seen);
    }
}
