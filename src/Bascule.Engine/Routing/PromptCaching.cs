namespace Bascule.Engine.Routing;

/// <summary>What a route does for its providers' prompt caches.</summary>
public enum PromptCaching
{
    /// <summary>A conversation stays where its prompt is cached while that is worth it.</summary>
    Stay,

    /// <summary>The same, and marks and names are put in for providers that want them.</summary>
    Mark,

    /// <summary>Nothing.</summary>
    Off,
}
