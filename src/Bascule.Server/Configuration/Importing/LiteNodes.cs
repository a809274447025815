using System.Globalization;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Reads LiteLLM's nodes as its YAML reader does: merge keys count, numbers may hold underscores.</summary>
internal static class LiteNodes
{
    // A merge may lead to a map that merges another; nobody nests them deeper.
    private const int MaxMerges = 8;

    /// <summary>The members of a map, with those that <c>&lt;&lt;</c> merges in.</summary>
    public static IReadOnlyList<ConfigMember> Flat(this ConfigNode? node) => node is { Kind: NodeKind.Map } ? Flat(node, 0) : [];

    public static ConfigNode? At(this ConfigNode? node, string name) => node.Flat().FirstOrDefault(member => member.Name == name)?.Value is { IsUnset: false } found ? found : null;

    /// <summary>The text of a scalar, or null.</summary>
    public static string? Said(this ConfigNode? node) => node is { Kind: NodeKind.Text, IsUnset: false } ? node.Text.Trim() : null;

    public static decimal? Number(this ConfigNode? node) =>
        decimal.TryParse(node.Said()?.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number from 1 that a limit can be.</summary>
    public static int? Count(this ConfigNode? node) => Number(node) is { } number && number >= 1 && number <= int.MaxValue && decimal.Truncate(number) == number ? (int)number : null;

    public static bool IsTrue(this ConfigNode? node) => node.Said()?.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    /// <summary>The items of a list, or the one value in its place.</summary>
    public static IReadOnlyList<ConfigNode> Items(this ConfigNode? node) => node switch
    {
        { Kind: NodeKind.List } => node.Items,
        { Kind: NodeKind.Text, IsUnset: false } => [node],
        _ => [],
    };

    private static IReadOnlyList<ConfigMember> Flat(ConfigNode node, int depth)
    {
        if (depth > MaxMerges || node.Members.FirstOrDefault(member => member.Name == "<<") is not { } merge)
        {
            return node.Members;
        }

        var members = node.Members.Where(member => member.Name != "<<").ToList();
        foreach (var below in merge.Value.Kind == NodeKind.List ? merge.Value.Items : [merge.Value])
        {
            members.AddRange(Flat(below, depth + 1).Where(added => members.All(known => known.Name != added.Name)).ToArray());
        }

        return members;
    }
}
