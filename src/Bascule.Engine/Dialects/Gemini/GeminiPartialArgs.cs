using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Dialects.Json;
using Node = System.Text.Json.Nodes.JsonNode;
using Told = Bascule.Engine.Dialects.Json.JsonNode;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Arguments that Vertex streams value by value, each with its path (<c>$.items[0].name</c>), put together again.</summary>
internal sealed class GeminiPartialArgs
{
    /// <summary>Places in lists that may be skipped, in all lists together: each costs memory that no byte of the stream paid for.</summary>
    private const int MaxSkipped = 10_000;

    private const int MaxDepth = 64;

    private readonly JsonObject _root = [];
    private readonly StringBuilder _words = new();
    private string _path = "";
    private int _room = MaxSkipped;

    public void Take(Told partial)
    {
        var path = partial.Get(Wire.JsonPath).AsText ?? "";
        if (partial.Get(Wire.StringValue).AsText is { } piece)
        {
            // Pieces of one string have one path and follow each other.
            if (path != _path)
            {
                EndText();
            }

            _words.Append(piece);
            _path = path;
            return;
        }

        EndText();
        if (partial.Get(Wire.NumberValue) is { Kind: JsonValueKind.Number } number)
        {
            Set(path, Node.Parse(number.Raw.Utf8.Span));
        }
        else if (partial.Get(Wire.BoolValue).AsFlag is { } flag)
        {
            Set(path, JsonValue.Create(flag));
        }
        else
        {
            Set(path, null);
        }
    }

    public override string ToString()
    {
        EndText();
        var into = new ArrayBufferWriter<byte>(256);
        using (var json = JsonWriting.To(into))
        {
            _root.WriteTo(json);
        }

        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    /// <summary>A string is set once, when its last piece is there.</summary>
    private void EndText()
    {
        if (_path.Length > 0)
        {
            Set(_path, JsonValue.Create(_words.ToString()));
        }

        _path = "";
        _words.Clear();
    }

    private void Set(string path, Node? value)
    {
        var steps = Steps(path);
        if (steps.Count is 0 or > MaxDepth || steps[0].Index >= 0)
        {
            return;
        }

        Node at = _root;
        for (var i = 0; i < steps.Count; i++)
        {
            var last = i == steps.Count - 1;
            var next = last ? value : Child(at, steps[i]) ?? (steps[i + 1].Index >= 0 ? new JsonArray() : new JsonObject());
            if (!Put(at, steps[i], next) || next is null)
            {
                return;
            }

            at = next;
        }
    }

    private static Node? Child(Node at, (string Name, int Index) step) => at switch
    {
        JsonObject inner when step.Index < 0 => inner[step.Name],
        JsonArray list when step.Index >= 0 && step.Index < list.Count => list[step.Index],
        _ => null,
    };

    private bool Put(Node at, (string Name, int Index) step, Node? value)
    {
        switch (at)
        {
            case JsonObject inner when step.Index < 0:
                if (!ReferenceEquals(inner[step.Name], value) || value is null)
                {
                    inner[step.Name] = value;
                }

                return true;
            case JsonArray list when step.Index >= 0 && step.Index - list.Count < _room:
                _room -= Math.Max(0, step.Index - list.Count);
                while (list.Count <= step.Index)
                {
                    list.Add(null);
                }

                if (!ReferenceEquals(list[step.Index], value))
                {
                    list[step.Index] = value;
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>The steps of a path; an index of -1 is a name.</summary>
    private static List<(string Name, int Index)> Steps(string path)
    {
        var steps = new List<(string, int)>();
        var rest = path.AsSpan().TrimStart('$');
        while (!rest.IsEmpty && steps.Count <= MaxDepth)
        {
            if (rest[0] == '[')
            {
                var close = rest.IndexOf(']');
                var inner = close < 0 ? rest[1..] : rest[1..close];
                steps.Add(int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? ("", index) : (inner.Trim("'\"").ToString(), -1));
                rest = close < 0 ? default : rest[(close + 1)..];
                continue;
            }

            rest = rest.TrimStart('.');
            var end = rest.IndexOfAny('.', '[');
            var name = end < 0 ? rest : rest[..end];
            if (name.IsEmpty)
            {
                break;
            }

            steps.Add((name.ToString(), -1));
            rest = rest[name.Length..];
        }

        return steps;
    }
}
