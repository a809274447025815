namespace Bascule.Engine.Keeping;

/// <summary>Where a route's <c>/v1/responses</c> keeps turns.</summary>
public enum StateMode
{
    /// <summary>At the provider, which makes the ids; Bascule remembers whose they are.</summary>
    Upstream,

    /// <summary>Here: any provider can go on from any turn.</summary>
    Bascule,

    /// <summary>Nowhere: the caller sends the whole conversation.</summary>
    Off,
}
