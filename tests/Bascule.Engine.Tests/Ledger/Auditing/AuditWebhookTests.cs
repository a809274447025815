using System.Text;
using System.Text.Json;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Engine.Providers;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Ledger.Auditing;

public sealed class AuditWebhookTests
{
    [Fact]
    public async Task Checkpoint_RefusedAtFirst_IsSentAgainAndCanBeProvedFromWhatWasSent()
    {
        using var folder = new AuditFolder();
        await using var listener = await ScriptedUpstream.StartAsync();
        listener.Enqueue(ScriptedAnswer.Json("{}", 503), ScriptedAnswer.Json("{}"));
        var time = new FakeTimeProvider();
        await using (var webhook = new AuditWebhook(listener.Address, () => Door.Open, time, NullLogger<AuditWebhook>.Instance))
        {
            await folder.WriteAsync(acts: 0);
            webhook.Send(folder.Checkpoints.First());
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (listener.Seen.Count < 2)
            {
                Assert.False(bound.IsCancellationRequested, "It was not sent again.");
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }

        var sent = JsonElement.Parse(Encoding.UTF8.GetString(listener.Seen[1].Body));
        Assert.Equal(folder.Checkpoints.First().Hash, sent.GetProperty("hash").GetString());
        Assert.Equal(Encoding.ASCII.GetString(AuditSigner.Text(
            sent.GetProperty("chain").GetString()!, sent.GetProperty("number").GetInt64(), sent.GetProperty("hash").GetString()!, folder.Checkpoints.First().At)), sent.GetProperty("signed").GetString());
        Assert.True(folder.Keys[0].Holds(
            sent.GetProperty("chain").GetString()!, sent.GetProperty("number").GetInt64(), sent.GetProperty("hash").GetString()!, folder.Checkpoints.First().At, sent.GetProperty("signature").GetString()!));
    }
}
