using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Shadowing;

/// <summary>Who is sent a share of a route's chats besides the one who answers.</summary>
public sealed record Shadow(Target To, decimal Share)
{
    /// <summary>By the request, not by the session, and apart from the shares of rules: what a rule sent elsewhere is drawn like the rest.</summary>
    public bool Takes(Guid request) => StableShare.Holds(Share, "shadow " + request.ToString("D"));
}
