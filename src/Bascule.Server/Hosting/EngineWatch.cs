using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;
using Bascule.Server.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>
/// Looks at the health endpoints of the engines in force: now and then while all is well, more often while something is not. A provider that a reload took out is
/// looked at no longer.
/// </summary>
internal sealed partial class EngineWatch(LiveRules rules, DeploymentStates states, TimeProvider time, ILogger<EngineWatch> logger) : BackgroundService
{
    /// <summary>How often it is seen who is due.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>While a breaker is open, here or at another replica, or the last look failed, and before the first look.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Seldom = TimeSpan.FromSeconds(15);

    /// <summary>Looks at once; who is due beyond them waits for the next tick. A look takes two seconds at most.</summary>
    private const int MaxLooks = 16;

    /// <summary>Up to a fifth sooner or later, so that replicas do not look in step.</summary>
    private const double Jitter = 0.2;

    // By provider, the object: a changed one is another. Bounded by the config, since who is gone is taken out with each tick.
    private readonly Dictionary<Provider, Watched> _watched = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Tick, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    LookAround(stoppingToken);
                }
                catch (Exception bug)
                {
                    // The host would end the watch without a word, and nobody would be looked at again.
                    Log.BugAround(logger, bug.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_watched.Values.Select(watched => watched.Look));
        }
    }

    private void LookAround(CancellationToken stop)
    {
        var engines = rules.Now.Providers.Where(provider => provider.Options.Health is not null).ToArray();
        foreach (var gone in _watched.Keys.Except(engines).ToArray())
        {
            _watched.Remove(gone);
        }

        var looks = _watched.Values.Count(watched => !watched.Look.IsCompleted);
        foreach (var provider in engines)
        {
            if (!_watched.TryGetValue(provider, out var watched))
            {
                _watched.Add(provider, new Watched(time.GetTimestamp(), Spread(Often)));
            }
            else if (looks < MaxLooks && watched.Look.IsCompleted && time.GetElapsedTime(watched.Last) >= Interval(provider, watched))
            {
                looks++;
                watched.Last = time.GetTimestamp();
                watched.Wait = Spread(Seldom);
                watched.Look = LookAsync(provider, stop);
            }
        }
    }

    private TimeSpan Interval(Provider provider, Watched watched)
    {
        var troubled = !states.Of(provider).Health.IsWell || states.At(provider.Name).Any(state => state.Breaker.Tripped || state.Breaker.IsWary);
        return troubled && watched.Wait > Often ? Often : watched.Wait;
    }

    private async Task LookAsync(Provider provider, CancellationToken stop)
    {
        var health = states.Of(provider).Health;
        try
        {
            var why = await HealthLook.AskAsync(provider, time, stop);
            var (wasDown, cameBack) = (health.IsDown, why is null && !health.IsWell);
            health.Saw(why);
            if (why is null)
            {
                foreach (var state in states.At(provider.Name))
                {
                    state.Breaker.CutShort(cameBack);
                }
            }

            if (health.IsDown && !wasDown)
            {
                Log.Down(logger, provider.Name, why!);
            }
            else if (wasDown && !health.IsDown)
            {
                Log.Up(logger, provider.Name);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
        catch (Exception bug)
        {
            // Nobody waits for this task: what is not told here is told nowhere.
            Log.Bug(logger, provider.Name, bug.GetType().Name);
        }
    }

    private static TimeSpan Spread(TimeSpan interval) => interval * (1 - Jitter + (Random.Shared.NextDouble() * 2 * Jitter));

    /// <summary>When a provider was looked at, how long until the next look, and the look under way or done.</summary>
    private sealed class Watched(long last, TimeSpan wait)
    {
        public long Last { get; set; } = last;

        public TimeSpan Wait { get; set; } = wait;

        public Task Look { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The health endpoint of {Provider} fails ({Why}); its deployments are asked last")]
        public static partial void Down(ILogger logger, string provider, string why);

        [LoggerMessage(2, LogLevel.Information, "The health endpoint of {Provider} is well again")]
        public static partial void Up(ILogger logger, string provider);

        [LoggerMessage(3, LogLevel.Error, "The look at the health endpoint of {Provider} failed with a bug, {Type}")]
        public static partial void Bug(ILogger logger, string provider, string type);

        [LoggerMessage(4, LogLevel.Error, "The look around for health endpoints failed with a bug, {Type}")]
        public static partial void BugAround(ILogger logger, string type);
    }
}
