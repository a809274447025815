using System.Globalization;
using System.Text.Json;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Where facts come from: the short ids that a file's records use, each with its source in full and the day it was read.</summary>
internal sealed class SourceTable
{
    private readonly Dictionary<string, (string Source, DateOnly AsOf)> _byId = [];

    public static SourceTable Read(JsonElement root, string file, List<string> problems)
    {
        var table = new SourceTable();
        if (!root.TryGetProperty("sources", out var sources) || sources.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{file}: sources: missing; an object of id: {{ \"source\", \"as_of\" }}");
            return table;
        }

        foreach (var entry in sources.EnumerateObject())
        {
            var place = $"{file}: sources.{entry.Name}";
            var source = Text(entry.Value, "source");
            var day = Text(entry.Value, "as_of");
            if (string.IsNullOrWhiteSpace(source))
            {
                problems.Add($"{place}.source: missing");
            }
            else if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
            {
                problems.Add($"{place}.as_of: a day such as 2026-07-02 is wanted");
            }
            else
            {
                table._byId.Add(entry.Name, (source, asOf));
            }
        }

        return table;
    }

    public bool TryGet(string id, out (string Source, DateOnly AsOf) source) => _byId.TryGetValue(id, out source);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
