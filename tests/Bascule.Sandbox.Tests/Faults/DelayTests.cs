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
