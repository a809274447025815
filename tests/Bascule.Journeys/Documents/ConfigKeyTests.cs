using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bascule.Journeys.Documents;

/// <summary><c>docs/configuration.md</c> has a row for each key of the language, with its default, and calls those of later parts so.</summary>
public sealed partial class ConfigKeyTests
{
    private const string Later = "not yet supported";

    private static readonly Dictionary<string, string[]> Rows = Page.At("docs/configuration.md").Rows
        .Where(cells => cells.Length == 3 && cells[0] != "key")
        .SelectMany(cells => Name().Matches(cells[0]).Select(match => (Key: match.Groups[1].Value, Cells: cells)))
        .ToDictionary(row => row.Key, row => row.Cells);

    private static readonly Dictionary<string, string> Keys = ReadSchema();

    public static TheoryData<string> Known => [.. Keys.Keys];

    [Theory]
    [MemberData(nameof(Known))]
    public void Key_OfTheLanguage_HasARow(string key)
    {
        var row = Assert.Contains(key, (IReadOnlyDictionary<string, string[]>)Rows);
        var isLater = Keys[key].Contains(Later, StringComparison.Ordinal);
        Assert.Equal(isLater, row[2].Contains(Later, StringComparison.Ordinal));
        if (!isLater && row[1] != "the provider's" && Default().Match(Keys[key]) is { Success: true } match)
        {
            Assert.Equal(match.Groups[1].Value.Trim('"'), row[1].Trim('`').Trim('"'));
        }
    }

    [Fact]
    public void Rows_OfThePage_AreKeysOfTheLanguage() => Assert.Empty(Rows.Keys.Except(Keys.Keys));

    private static Dictionary<string, string> ReadSchema()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "schema/bascule.schema.json")));
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(schema.RootElement, "", keys);
        foreach (var shared in schema.RootElement.GetProperty("$defs").EnumerateObject())
        {
            Walk(shared.Value, shared.Name, keys);
        }

        return keys;
    }

    /// <summary>Collects the leaves: <c>providers.NAME.base_url</c>, <c>keys[].name</c>.</summary>
    private static void Walk(JsonElement shape, string path, Dictionary<string, string> keys)
    {
        foreach (var member in shape.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToArray() : [])
        {
            var before = keys.Count;
            var key = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            Walk(member.Value, key, keys);
            if (keys.Count == before && !IsBranch(member.Value))
            {
                keys.TryAdd(key, member.Value.TryGetProperty("description", out var said) ? said.GetString()! : "");
            }
        }

        if (shape.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object)
        {
            Walk(items, path + "[]", keys);
        }

        if (shape.TryGetProperty("additionalProperties", out var named) && named.ValueKind == JsonValueKind.Object)
        {
            Walk(named, path + ".NAME", keys);
        }

        foreach (var choice in new[] { "anyOf", "oneOf" }.SelectMany(word => shape.TryGetProperty(word, out var choices) ? choices.EnumerateArray().ToArray() : []))
        {
            Walk(choice, path, keys);
        }
    }

    /// <summary>It was walked already under another name of the same shape.</summary>
    private static bool IsBranch(JsonElement shape) => shape.TryGetProperty("properties", out _);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("; default (.+)$")]
    private static partial Regex Default();
}
