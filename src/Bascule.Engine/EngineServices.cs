using Bascule.Engine.Access;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Ingress;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Sharing;
using Bascule.Engine.Providers.Fetching;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Resilience.Reasoning;
using Bascule.Engine.Keeping;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Engine.Steps;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bascule.Engine;

/// <summary>Registers the engine's actors: what all of them use, then in the order of the journey. The host brings <see cref="Journal"/>, <see cref="Ledger.Auditing.AuditLog"/>, <see cref="IResponseStore"/>, <see cref="UserHash"/>, <see cref="DrainEnd"/> and the rules.</summary>
public static class EngineServices
{
    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);    // a host that brings a clock means it
        services.TryAddSingleton(Random.Shared);    // and one that brings dice too
        services.TryAddSingleton<ISharedLimits, LoneLimits>();    // and one that has a Redis brings those two
        services.TryAddSingleton<IReplicaChannel, LoneChannel>();
        services.TryAddSingleton<AnswerCache>(static provider => new AnswerCache(provider.GetRequiredService<TimeProvider>()));    // and one that has something durable
        services.TryAddSingleton<UrlFetcher>(static provider => new UrlFetcher(provider.GetRequiredService<TimeProvider>()));
        return services
            .AddSingleton<GatewayMeters>(provider => new GatewayMeters(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()))
            .AddSingleton<Receptionist>()
            .AddSingleton<LoadGuard>(static provider => new LoadGuard(provider.GetRequiredService<TimeProvider>(), MemoryUse.OfProcess, MemoryUse.GiveBack))
            .AddSingleton<KeyCounters>()
            .AddSingleton<Treasury>()
            .AddSingleton<OutputLengths>()
            .AddSingleton<Gatekeeper>()
            .AddSingleton<CredentialAlarm>()
            .AddSingleton<BreakerHints>()
            .AddSingleton<DeploymentStates>()
            .AddSingleton<TokenEstimator>()
            .AddSingleton<KeptReasoning>()
            .AddSingleton<ResponseMemory>()
            .AddSingleton<TurnKeeper>()
            .AddSingleton<Bookkeeper>()
            .AddSingleton<Shadows>()
            .AddSingleton<SemanticCache>()
            .AddSingleton<SideCalls>()
            .AddSingleton<SemanticStep>()
            .AddSingleton<SemanticLearning>()
            .AddSingleton<CacheKeys>()
            .AddSingleton<FlightTable>()
            .AddSingleton<WordsStep>()
            .AddSingleton<DialogueTable>()
            .AddSingleton<PrefixWatch>()
            .AddSingleton<PromptStep>()
            .AddSingleton<AskingStep>()
            .AddSingleton<CachingStep>()
            .AddSingleton<Journey>();
    }
}
