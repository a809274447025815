using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching;

/// <summary>What two requests have in common that have one answer: tenant (none where a route shares its answers), route, data class, what shapes answers, and the normalised request.</summary>
public readonly record struct CacheKey(Digest Hash);
