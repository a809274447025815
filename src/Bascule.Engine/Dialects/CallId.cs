using System.Text;

namespace Bascule.Engine.Dialects;

/// <summary>Tool-call ids that one vendor makes and another finds too long.</summary>
internal static class CallId
{
    /// <summary>The id within <paramref name="most"/> characters; mended by its own bytes only, a call's id and its result's stay alike in every turn.</summary>
    public static string Fit(string id, int most)
    {
        if (id.Length <= most)
        {
            return id;
        }

        var hash = Encoding.UTF8.GetBytes(id).Aggregate(2166136261u, static (hash, one) => (hash ^ one) * 16777619u).ToString("x8");
        var kept = id[..(most - hash.Length - 1)];
        return $"{(char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept)}_{hash}";
    }
}
