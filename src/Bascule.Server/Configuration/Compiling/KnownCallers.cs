using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What the keys of a config, and the names of those in the database, say of their callers: conditions name it.</summary>
/// <param name="TierIsSaid">Some key lets its caller say any tier.</param>
internal sealed record KnownCallers(IReadOnlyList<string> Keys, IReadOnlyList<string> Tiers, IReadOnlyList<string> Teams, bool TierIsSaid)
{
    public static KnownCallers Of(ConfigNode root, ConfigSurroundings surroundings, IReadOnlyCollection<string> stored)
    {
        ConfigNode[] keys = root.Set("keys") is { Kind: NodeKind.List } list ? [.. list.Items.Where(item => item.Kind == NodeKind.Map)] : [];
        string[] names = [.. Named("name")];
        return new(
            names.Length == 0 && root["keys"] is null && surroundings.Environment("BASCULE_API_KEY") is { Length: > 0 } ? ["default", .. stored] : [.. names, .. stored],
            [.. Named("tier")], [.. Named("team")], keys.Length == 0 || stored.Count > 0 || keys.Any(key => key.FlagAt("may_set_tier") == true));

        IEnumerable<string> Named(string member) => keys.Select(key => key.TextAt(member)).OfType<string>().Distinct();
    }
}
