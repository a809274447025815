namespace Bascule.Engine.Routing.Shadowing;

/// <summary>A route's shadow as the operator wrote it: a share of its chats is sent to one deployment more.</summary>
public sealed record ShadowOptions(string To, decimal Share);
