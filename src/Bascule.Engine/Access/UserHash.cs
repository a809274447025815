namespace Bascule.Engine.Access;

/// <summary>Hides an end user's id under the gateway's own key.</summary>
public sealed record UserHash(Func<string, string> Of);
