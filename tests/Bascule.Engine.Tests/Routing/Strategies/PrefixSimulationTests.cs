using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing.Strategies;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Routing.Strategies;

/// <summary>
/// Four replicas of one model, each with a cache that holds a quarter of what is going on, and conversations that grow: which share of the prompts' blocks is in the cache of whoever is asked. Time goes in
/// steps; an answer takes the longer the more of its prompt must be read anew.
/// </summary>
public sealed class PrefixSimulationTests(ITestOutputHelper output)
{
    private const int Replicas = 4;
    private const int Conversations = 160;
    private const int Requests = 4_000;
    private const int CacheBlocks = 1_200;

    [Fact]
    public void Prefix_GrowingConversations_FindsFarMoreInTheCacheThanTheOthers()
    {
        var (prefix, busy, turns) = (Run("prefix"), Run("least-busy"), Run("weighted"));
        output.WriteLine($"hit share: prefix {prefix.Hits:P1}, least-busy {busy.Hits:P1}, in turns {turns.Hits:P1}; most at one of four: {prefix.Most:P1}, {busy.Most:P1}, {turns.Most:P1}");
        Assert.True(prefix.Hits > 0.85, $"{prefix.Hits}");
        Assert.True(busy.Hits < 0.6 && turns.Hits < 0.6, $"{busy.Hits} {turns.Hits}");
        Assert.InRange(prefix.Most, 0.25, 0.33);
    }

    [Fact]
    public void Prefix_OneBeginningThatAllShare_DoesNotOverloadOneReplica()
    {
        var hot = Run("prefix", apps: 1);
        output.WriteLine($"one beginning: hit share {hot.Hits:P1}, most at one of four {hot.Most:P1}, most at once {hot.Peak}");
        Assert.InRange(hot.Peak, 1, 8);    // an eighth of the 64 places that an engine is taken to have
        Assert.InRange(hot.Most, 0.25, 0.45);
        Assert.True(hot.Hits > 0.8, $"{hot.Hits}");
    }

    private static Outcome Run(string strategy, int apps = 8)
    {
        var (time, dice) = (new FakeTimeProvider(), new Random(7));
        var asking = new PromptAsking(new DialogueTable(), new PrefixWatch(new GatewayMeters()), time) { ReadsBlocks = true };
        var targets = Enumerable.Range(0, Replicas).Select(i => Targets.Of($"r{i}", time: time, upstream: "llama")).ToArray();
        var caches = targets.ToDictionary(target => target.Deployment.Name, _ => new EngineCache(CacheBlocks));
        var talks = Enumerable.Range(0, Conversations).Select(i => new StringBuilder(Text(i % apps, 8_000))).ToArray();
        var working = new List<(int Until, Target Target)>();
        long blocks = 0, hits = 0;
        var (asked, peak) = (new Dictionary<string, int>(), 0);
        for (var step = 0; step < Requests; step++)
        {
            foreach (var done in working.Where(one => one.Until <= step).ToArray())
            {
                done.Target.State.End(new AttemptReport(done.Target, default) { Produced = true });
                working.Remove(done);
            }

            var talk = dice.Next(Conversations);
            if (talks[talk].Length > 40_000)
            {
                talks[talk].Clear().Append(Text(talk % apps, 8_000));
            }

            talks[talk].Append(Text((talk * 10_000) + step, 1_500));
            var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{talks[talk]}}"}]}""");
            var prompt = PromptCare.Recognise(asking, body, RequestShape.Messages);
            List<Target> order = [.. targets];
            StrategySet.Of(strategy).Order(order, new Occasion(RequestScan.Read(body).Value!, null, null, time.GetUtcNow(), dice) { Prompt = prompt });
            var target = order[0];
            var found = caches[target.Deployment.Name].Ask(prompt.Blocks);
            (blocks, hits) = (blocks + prompt.Blocks.Length, hits + found);
            var made = new AttemptReport(target, time.GetUtcNow()) { Produced = true, Usage = new Usage { Input = prompt.Blocks.Length * 256, CachedInput = found * 256, Output = 100 } };
            target.State.Begin(made);
            prompt.Took(made);
            prompt.Learn(made, 0);
            working.Add((step + 12 + (prompt.Blocks.Length - found), target));
            asked[target.Deployment.Name] = asked.GetValueOrDefault(target.Deployment.Name) + 1;
            peak = Math.Max(peak, target.State.InFlight);
        }

        return new Outcome(hits / (double)blocks, asked.Values.Max() / (double)Requests, peak);
    }

    private static string Text(int seed, int length)
    {
        var words = new StringBuilder(length + 10);
        for (var dice = new Random(seed); words.Length < length;)
        {
            words.Append(dice.Next(10_000)).Append(' ');
        }

        return words.ToString();
    }

    private sealed record Outcome(double Hits, double Most, int Peak);

    /// <summary>As vLLM keeps blocks: what was used longest ago goes first, of one prompt the end before the beginning.</summary>
    private sealed class EngineCache(int size)
    {
        private readonly Dictionary<ulong, long> _used = [];
        private long _turn;

        public int Ask(IReadOnlyList<ulong> prompt)
        {
            var found = 0;
            while (found < prompt.Count && _used.ContainsKey(prompt[found]))
            {
                found++;
            }

            _turn += 10_000;
            for (var i = 0; i < prompt.Count; i++)
            {
                _used[prompt[i]] = _turn - i;
            }

            foreach (var old in _used.OrderBy(entry => entry.Value).Take(Math.Max(0, _used.Count - size)).ToArray())
            {
                _used.Remove(old.Key);
            }

            return found;
        }
    }
}
