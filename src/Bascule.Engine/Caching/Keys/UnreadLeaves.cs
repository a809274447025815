using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Caching.Keys;

/// <summary>
/// Hashes what of a body the hub has not read, each value with its place, so that no member passes an upstream without counting: a reader passes over what it does not
/// know, and the upstream may know it.
/// </summary>
internal static class UnreadLeaves
{
    /// <summary>Returns whether there was anything.</summary>
    public static bool Add(ReadOnlySpan<byte> body, JsonCoverage coverage, KeyHash hash)
    {
        using var leaf = new KeyHash();
        var walk = new Walk(leaf, coverage, body);
        walk.Run();
        foreach (var found in walk.Found.Order(StringComparer.Ordinal))    // in whatever order the members stand
        {
            hash.Text(found);
        }

        return walk.Found.Count > 0;
    }

    private ref struct Walk(KeyHash hash, JsonCoverage coverage, ReadOnlySpan<byte> body)
    {
        private Utf8JsonReader _reader = new(body, new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth + 1 });
        private readonly ReadOnlySpan<byte> _body = body;

        public List<string> Path { get; } = [];

        /// <summary>A hash of each, as text.</summary>
        public List<string> Found { get; } = [];

        public void Run()
        {
            if (_reader.Read())
            {
                Value(inArray: true);
            }
        }

        private void Value(bool inArray)
        {
            var start = (int)_reader.TokenStartIndex;
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    Object(start);
                    break;
                case JsonTokenType.StartArray:
                    Array(start);
                    break;
                case JsonTokenType.Null when !inArray:
                    break;    // a member that is null is not there
                default:
                    Leaf(start, (int)_reader.BytesConsumed);
                    break;
            }
        }

        private void Object(int start)
        {
            var end = End();
            if (coverage.Has(start, end))
            {
                _reader.Skip();
                return;
            }

            var any = false;
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                any = true;
                var name = JsonText.Unescape(_reader.ValueSpan);
                _reader.Read();
                if (IsIdle(name))
                {
                    _reader.Skip();
                    continue;
                }

                Path.Add(name);
                Value(inArray: false);
                Path.RemoveAt(Path.Count - 1);
            }

            if (!any && Path.Count > 0)
            {
                Leaf(start, end);
            }
        }

        private void Array(int start)
        {
            var end = End();
            if (coverage.Has(start, end))
            {
                _reader.Skip();
                return;
            }

            var index = 0;
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                Path.Add($"[{index++}]");
                Value(inArray: true);
                Path.RemoveAt(Path.Count - 1);
            }

            if (index == 0)
            {
                Leaf(start, end);
            }
        }

        /// <summary>Where the object or array ends that begins here.</summary>
        private readonly int End()
        {
            var ahead = _reader;
            ahead.Skip();
            return (int)ahead.BytesConsumed;
        }

        /// <summary>At the top, or a mark for a prompt cache wherever it stands.</summary>
        private readonly bool IsIdle(string name) => Path.Count switch
        {
            0 => ForeignWords.IsIdle(name),
            1 => ForeignWords.IsIdle($"{Path[0]}.{name}") || name is "cache_control" or "prompt_cache_breakpoint",
            _ => name is "cache_control" or "prompt_cache_breakpoint",
        };

        private void Leaf(int start, int end)
        {
            if (coverage.Has(start, end))
            {
                return;
            }

            hash.Mark((byte)'u');
            hash.List(Path.Count);
            foreach (var step in Path)
            {
                hash.Text(step);
            }

            hash.Json(new RawJson(_body[start..end].ToArray()));
            Found.Add(hash.Finish().ToString());
        }
    }
}
