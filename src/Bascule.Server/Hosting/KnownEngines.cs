using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;

namespace Bascule.Server.Hosting;

/// <summary>The catalog's inference engines as the config language needs them.</summary>
public static class KnownEngines
{
    /// <summary>The engines that speak OpenAI's chat shape, in the catalog's order.</summary>
    public static IReadOnlyList<KnownEngine> Of(FactBook facts) =>
        [.. facts.Engines.Where(engine => engine.Dialect.Value == "openai-chat").Select(engine => new KnownEngine(engine.Id, (int)engine.Port.Value, engine.BasePath.Value) { Speaks = engine.Speaks?.Value ?? [], Health = engine.Health?.Value })];
}
