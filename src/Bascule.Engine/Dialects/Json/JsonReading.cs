using System.Runtime.InteropServices;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// One JSON document being read strictly: the first thing that is wrong is kept in <see cref="Failure"/> with its path, and reading goes on with defaults,
/// so that a reader is a plain list of members and asks once at its end. Strings may hold broken surrogates or broken UTF-8: nothing throws.
/// </summary>
public sealed class JsonReading : IDisposable
{
    private const int MaxDepth = 256;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly JsonDocument _document;
    private readonly JsonCoverage? _coverage;

    private JsonReading(ReadOnlyMemory<byte> body, JsonDocument document, bool paths, JsonCoverage? coverage) => (_body, _document, HasPaths, _coverage) = (body, document, paths, coverage);

    /// <summary>Whether nodes know where they stand. An upstream's answer is read leniently, so nobody asks, and each would cost an allocation.</summary>
    internal bool HasPaths { get; }

    public Failure? Failure { get; private set; }

    public JsonNode Root => new(this, _document.RootElement, JsonPath.Root);

    /// <summary>Null when the bytes are no JSON. White space and a byte order mark before it are allowed.</summary>
    /// <param name="body">The document; raw values keep pointing into it.</param>
    /// <param name="paths">False for upstreams' answers, which are never refused with a path.</param>
    /// <param name="coverage">Is told what of the document is read; null: nobody asks.</param>
    public static JsonReading? TryParse(ReadOnlyMemory<byte> body, bool paths = true, JsonCoverage? coverage = null)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        try
        {
            return new JsonReading(body, JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth }), paths, coverage?.Begin(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What to answer when <see cref="TryParse"/> gave null for a caller's body.</summary>
    public static Failure NoJson { get; } =
        new(Blame.Caller, FailureKind.Malformed, "invalid_request", "The body is not valid JSON.");

    /// <summary>Keeps the first failure: <paramref name="path"/> is named first, <paramref name="what"/> goes on with the sentence.</summary>
    public void Refuse(string path, string what) =>
        Failure ??= new Failure(Blame.Caller, FailureKind.Malformed, "invalid_request", $"'{path}' {what}.") { Param = path };

    public void Dispose() => _document.Dispose();

    /// <summary>A value is read.</summary>
    internal void Tell(JsonElement element)
    {
        if (_coverage is not null && element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            _coverage.Add(JsonMarshal.GetRawUtf8Value(element));
        }
    }

    /// <summary>What was read of a value does not tell it from every other.</summary>
    internal void Blur(JsonElement element)
    {
        if (_coverage is not null && element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            _coverage.Blur(JsonMarshal.GetRawUtf8Value(element));
        }
    }

    /// <summary>The element's bytes where they stand in the body, not copied.</summary>
    internal RawJson RawOf(JsonElement element)
    {
        Tell(element);
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return _body.Span.Overlaps(raw, out var at) ? new RawJson(_body.Slice(at, raw.Length)) : new RawJson(raw.ToArray());
    }
}

/// <summary>Where in a document something stands; made into text only when something is wrong.</summary>
public sealed class JsonPath
{
    private readonly JsonPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonPath(JsonPath? parent, string? name, int index) => (_parent, _name, _index) = (parent, name, index);

    public static JsonPath Root { get; } = new(null, null, -1);

    public JsonPath Member(string name) => new(this, name, -1);

    public JsonPath Item(int index) => new(this, null, index);

    public override string ToString() => _parent is null
        ? ""
        : _name is null ? $"{_parent}[{_index}]" : ReferenceEquals(_parent, Root) ? _name : $"{_parent}.{_name}";
}
