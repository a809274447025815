using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Takes typed values out of a checked mapping. What does not fit was reported by the check already and counts as unset here.</summary>
internal static class Reading
{
    public static ConfigNode? Set(this ConfigNode map, string key) => map[key] is { IsUnset: false, Broken: false } node ? node : null;

    /// <summary>True when nothing was said; a value whose variable is missing was said, and is reported already.</summary>
    public static bool IsMissing(this ConfigNode map, string key) => map[key] is null or { IsUnset: true };

    public static string? TextAt(this ConfigNode map, string key) => map.Set(key) is { Kind: NodeKind.Text } node ? node.Text : null;

    /// <summary>The items of a list, or the single value that stands for one; null when unset.</summary>
    public static IReadOnlyList<ConfigNode>? ItemsAt(this ConfigNode map, string key) => map.Set(key)?.AsItems();

    public static IReadOnlyList<ConfigNode> AsItems(this ConfigNode node) => node.Kind switch
    {
        NodeKind.List => [.. node.Items.Where(item => item is { IsUnset: false, Broken: false })],
        NodeKind.Text => [node],
        _ => [],
    };

    public static ValueList<string>? TextsAt(this ConfigNode map, string key) =>
        map.ItemsAt(key) is { } items ? new([.. items.Where(item => item.Kind == NodeKind.Text).Select(item => item.Text)]) : null;

    public static TimeSpan? DurationAt(this ConfigNode map, string key) => map.TextAt(key) is { } text && Scalars.TryDuration(text, out var duration) ? duration : null;

    public static bool? FlagAt(this ConfigNode map, string key) => map.TextAt(key) is { } text && Scalars.TryFlag(text, out var flag) ? flag : null;

    public static long? WholeAt(this ConfigNode map, string key) => map.TextAt(key) is { } text && Scalars.TryWhole(text, out var number) ? number : null;

    public static int? CountAt(this ConfigNode map, string key) => map.WholeAt(key) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    public static decimal? NumberAt(this ConfigNode map, string key) => map.TextAt(key) is { } text && Scalars.TryNumber(text, out var number) ? number : null;

    public static Uri? UrlAt(this ConfigNode map, string key) => map.TextAt(key) is { } text && Scalars.TryUrl(text, out var url) ? url : null;

    public static DataClass? ClassAt(this ConfigNode map, string key) => DataClassWords.Parse(map.TextAt(key));

    public static Timeouts TimeoutsAt(this ConfigNode map, string key) => map.Set(key) is { } node
        ? new Timeouts { Connect = node.DurationAt("connect"), FirstToken = node.DurationAt("first_token"), Idle = node.DurationAt("idle"), Total = node.DurationAt("total") }
        : new Timeouts();

    /// <summary>The entries of a mapping of names whose values can be read.</summary>
    public static IEnumerable<ConfigMember> MembersAt(this ConfigNode map, string key) =>
        map.Set(key) is { Kind: NodeKind.Map } node ? node.Members : [];
}
