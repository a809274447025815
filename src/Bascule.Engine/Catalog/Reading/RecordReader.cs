using System.Globalization;
using System.Text.Json;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>
/// Reads facts off one JSON object. A fact is a bare value, with the record's own source (<c>"s"</c>, inherited by records within),
/// or <c>{ "value": ..., "s": ... }</c> with another. What is wrong is noted with file and place, and reads as null.
/// </summary>
internal sealed class RecordReader
{
    private const string SourceMember = "s";

    private readonly CatalogFile _file;
    private readonly JsonElement _record;
    private readonly string _place;
    private readonly string? _source;
    private readonly HashSet<string> _read = [SourceMember];

    private RecordReader(CatalogFile file, JsonElement record, string place, string? source)
    {
        (_file, _record, _place) = (file, record, place);
        _source = OwnSource(record, place) ?? source;
    }

    public static RecordReader? Over(CatalogFile file, JsonElement record, string place, string? source)
    {
        if (record.ValueKind == JsonValueKind.Object)
        {
            return new(file, record, place, source);
        }

        file.Problems.Add($"{file.Name}: {place}: an object is wanted");
        return null;
    }

    /// <summary>Runs a reading and then notes every field that it did not ask for.</summary>
    public T? Whole<T>(Func<RecordReader, T?> read)
        where T : class
    {
        var fact = read(this);
        foreach (var member in _record.EnumerateObject().Where(member => !_read.Contains(member.Name)))
        {
            Problem(member.Name, "unknown field");
        }

        return fact;
    }

    public void Problem(string member, string what) => _file.Problems.Add($"{_file.Name}: {_place}.{member}: {what}");

    public bool Has(string member) => _record.TryGetProperty(member, out _);

    /// <summary>A plain word that is no fact, such as an id.</summary>
    public string? Word(string member) => Take(member) is { } value ? AsText(value, member) : Missing<string>(member);

    public IReadOnlyList<string> Words(string member) => Take(member) is { } value ? AsTexts(value, member) ?? [] : [];

    public Fact<string>? Text(string member) => Fact(member, AsText);

    public Fact<long>? Count(string member) => Number(member, AsCount);

    public Fact<bool>? Flag(string member) => Number(member, AsFlag);

    public Fact<IReadOnlyList<string>>? Texts(string member) => Fact<IReadOnlyList<string>>(member, AsTexts);

    public Fact<string>? NeededText(string member) => Text(member) ?? Missing<Fact<string>>(member);

    public Fact<long>? NeededCount(string member) => Count(member) ?? Missing<Fact<long>>(member);

    public Fact<IReadOnlyList<string>>? NeededTexts(string member) => Texts(member) ?? Missing<Fact<IReadOnlyList<string>>>(member);

    /// <summary>A text that is one of these, as what it stands for.</summary>
    public Fact<T>? Choice<T>(string member, IReadOnlyDictionary<string, T> choices)
    {
        if (Text(member) is not { } text)
        {
            return null;
        }

        if (choices.TryGetValue(text.Value, out var chosen))
        {
            return new(chosen, text.Source, text.AsOf);
        }

        Problem(member, $"'{text.Value}' is none of {string.Join(", ", choices.Keys)}");
        return null;
    }

    public decimal? Amount(string member) => Take(member) is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) ? amount : Wrong<decimal?>(member, "a number is wanted")
        : null;

    public DateOnly? Day(string member) => Take(member) is { } value
        ? value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Wrong<DateOnly?>(member, "a day such as 2026-07-02 is wanted")
        : null;

    /// <summary>The source of the whole record; a problem when it has none.</summary>
    public (string Source, DateOnly AsOf)? Source() => SourceOf(SourceMember, _source);

    /// <summary>The records in a list, each read whole.</summary>
    public List<T> List<T>(string member, Func<RecordReader, T?> read)
        where T : class
    {
        if (Take(member) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            return Wrong<List<T>>(member, "a list is wanted") ?? [];
        }

        return [.. list.EnumerateArray()
            .Select((record, index) => Over(_file, record, $"{_place}.{member}[{index}]", _source)?.Whole(read))
            .OfType<T>()];
    }

    /// <summary>The records in an object, each read whole with its name; a name may stand for a list of them.</summary>
    public List<T> Sets<T>(string member, Func<string, RecordReader, T?> read)
        where T : class
    {
        if (Take(member) is not { } map)
        {
            return [];
        }

        if (map.ValueKind != JsonValueKind.Object)
        {
            return Wrong<List<T>>(member, "an object is wanted") ?? [];
        }

        return [.. map.EnumerateObject()
            .SelectMany(entry => entry.Value.ValueKind == JsonValueKind.Array
                ? entry.Value.EnumerateArray().Select((record, index) => (entry.Name, Record: record, Place: $"{entry.Name}[{index}]"))
                : [(entry.Name, Record: entry.Value, Place: entry.Name)])
            .Select(entry => Over(_file, entry.Record, $"{_place}.{member}.{entry.Place}", _source)?.Whole(record => read(entry.Name, record)))
            .OfType<T>()];
    }

    /// <summary>A record within this one, read whole; null when there is none.</summary>
    public T? One<T>(string member, Func<RecordReader, T?> read)
        where T : class =>
        Take(member) is { } record ? Over(_file, record, $"{_place}.{member}", _source)?.Whole(read) : null;

    private Fact<T>? Fact<T>(string member, Func<JsonElement, string, T?> read)
        where T : class =>
        Stated(member) is var (value, stated) && read(value, member) is { } fact && SourceOf(member, stated) is var (source, asOf)
            ? new(fact, source, asOf)
            : null;

    private Fact<T>? Number<T>(string member, Func<JsonElement, string, T?> read)
        where T : struct =>
        Stated(member) is var (value, stated) && read(value, member) is { } fact && SourceOf(member, stated) is var (source, asOf)
            ? new(fact, source, asOf)
            : null;

    private (JsonElement Value, string? Source)? Stated(string member)
    {
        if (Take(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return (value, _source);
        }

        foreach (var part in value.EnumerateObject().Where(part => part.Name is not ("value" or SourceMember)))
        {
            Problem($"{member}.{part.Name}", "unknown field");
        }

        return value.TryGetProperty("value", out var inner)
            ? (inner, OwnSource(value, $"{_place}.{member}") ?? _source)
            : Wrong<(JsonElement, string?)?>($"{member}.value", "missing");
    }

    private (string Source, DateOnly AsOf)? SourceOf(string member, string? id) =>
        id is null ? Wrong<(string, DateOnly)?>(member, "no source: neither the fact nor a record around it has \"s\"")
        : _file.Sources.TryGet(id, out var source) ? source
        : Wrong<(string, DateOnly)?>(member, $"source '{id}' is not in the file's sources");

    private string? OwnSource(JsonElement of, string place)
    {
        if (!of.TryGetProperty(SourceMember, out var own))
        {
            return null;
        }

        if (own.ValueKind == JsonValueKind.String)
        {
            return own.GetString();
        }

        _file.Problems.Add($"{_file.Name}: {place}.{SourceMember}: a text is wanted");
        return null;
    }

    private JsonElement? Take(string member)
    {
        _read.Add(member);
        return _record.TryGetProperty(member, out var value) ? value : null;
    }

    private string? AsText(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : Wrong<string>(member, "a text is wanted");

    private string[]? AsTexts(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(entry => entry.GetString()!)]
            : Wrong<string[]>(member, "a list of texts is wanted");

    private long? AsCount(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0
            ? count
            : Wrong<long?>(member, "a whole number, not negative, is wanted");

    private bool? AsFlag(JsonElement value, string member) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(member, "true or false is wanted");

    private T? Missing<T>(string member)
        where T : class =>
        Has(member) ? null : Wrong<T>(member, "missing");

    private T? Wrong<T>(string member, string what)
    {
        Problem(member, what);
        return default;
    }
}
