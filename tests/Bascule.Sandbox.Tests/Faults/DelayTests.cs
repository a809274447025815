using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Sandbox.Tests.Faults;

public sealed class DelayTests
{
    [Fact]
    public async Task Delay_Asked_HoldsTheFirstByteUntilTheClockMoves()
    {
        var timer = new TaskCompletionSource();
        var clock = new WatchedTime(timer);
        await using var server = await SandboxServer.StartAsync("http://127.0.0.1:0", clock);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"sandbox-open","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"),
            Headers = { { "x-sandbox-delay-ms", "60000" } },
        };
        var answer = client.SendAsync(request);
        await timer.Task;
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        using var response = await answer;
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Delay_BySuffix_IsTheSame()
    {
        var timer = new TaskCompletionSource();
        var clock = new WatchedTime(timer);
        await using var server = await SandboxServer.StartAsync("http://127.0.0.1:0", clock);
        using var client = new HttpClient { BaseAddress = server.Address };
        var answer = AskAsync(client, "sandbox-open+60000ms");
        await timer.Task;
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(60));
        using var response = await answer;
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Drip_Asked_SendsAByteAndWaitsForTheClock()
    {
        var timer = new TaskCompletionSource();
        var clock = new WatchedTime(timer);
        await using var server = await SandboxServer.StartAsync("http://127.0.0.1:0", clock);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var response = await AskAsync(client, "sandbox-open+drip");
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        Assert.Equal(1, await body.ReadAsync(buffer));
        await timer.Task;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await body.ReadAsync(buffer));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string model)
    {
        using var body = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = body };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Says when somebody began to wait on it.</summary>
    private sealed class WatchedTime(TaskCompletionSource waited) : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            waited.TrySetResult();
            return timer;
        }
    }
}
