namespace Bascule.Engine.Caching;

/// <summary>What a caller wants of the cache: <c>x-bascule-cache</c>.</summary>
public enum CacheWish
{
    /// <summary>He says nothing: a known answer is welcome, and his may be kept.</summary>
    None,

    /// <summary>The cache has no part in it: nothing is read, kept or shared.</summary>
    NoStore,

    /// <summary>Asked anew; the answer takes the place of a known one.</summary>
    Refresh,

    /// <summary>A known answer, or none.</summary>
    Only,
}
