using System.Text.Json;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>One file of the catalog while it is read: its records, its sources, and the problems found so far.</summary>
internal sealed class CatalogFile
{
    // The files are a few hundred kilobytes; far above that something else was put in their place.
    private const long MaxBytes = 64 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private CatalogFile(string name, JsonElement root, List<string> problems)
    {
        (Name, _root, Problems) = (name, root, problems);
        Sources = SourceTable.Read(root, name, problems);
    }

    public string Name { get; }

    public SourceTable Sources { get; }

    public List<string> Problems { get; }

    public static CatalogFile? Open(string folder, string name, IEnumerable<string> sections, List<string> problems)
    {
        try
        {
            var path = Path.Combine(folder, name);
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                problems.Add($"{name}: larger than {MaxBytes} bytes");
                return null;
            }

            var bytes = File.ReadAllBytes(path);
            if (UnicodeCheck.FirstBadLine(bytes) is { } bad)
            {
                problems.Add($"{name}: line {bad}: a name or text that is not Unicode");
                return null;
            }

            using var document = JsonDocument.Parse(bytes, Strict);
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{name}: an object is wanted");
                return null;
            }

            problems.AddRange(root.EnumerateObject()
                .Select(member => member.Name)
                .Except([.. sections, "sources", "note"])
                .Select(unknown => $"{name}: {unknown}: unknown field"));
            return new(name, root, problems);
        }
        catch (JsonException wrong)
        {
            var place = wrong.LineNumber is { } line ? $"line {line + 1}, column {wrong.BytePositionInLine + 1}: " : "";
            problems.Add($"{name}: {place}not JSON: {wrong.Message}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name}: cannot be read: {wrong.Message}");
        }

        return null;
    }

    /// <summary>The records of a section, each read whole: fields that nobody asked for are problems.</summary>
    public List<T> Read<T>(string section, Func<RecordReader, T?> read)
        where T : class
    {
        var facts = new List<T>();
        if (!_root.TryGetProperty(section, out var records) || records.ValueKind != JsonValueKind.Array)
        {
            Problems.Add($"{Name}: {section}: missing; a list is wanted");
            return facts;
        }

        var index = 0;
        foreach (var record in records.EnumerateArray())
        {
            var reader = RecordReader.Over(this, record, $"{section}[{index++}]", source: null);
            if (reader?.Whole(read) is { } fact)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }
}
