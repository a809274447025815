using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>The member names of the objects now open while a request is scanned: which stand twice, and where that is.</summary>
internal sealed class OpenNames : IDisposable
{
    /// <summary>No object of any dialect has so many members; comparing names is quadratic, so it is bounded.</summary>
    private const int MaxMembers = 128;

    private const int Levels = RequestScan.MaxDepth + 2;

    private readonly int[] _first = ArrayPool<int>.Shared.Rent(Levels);
    private readonly int[] _index = ArrayPool<int>.Shared.Rent(Levels);
    private readonly int[] _label = ArrayPool<int>.Shared.Rent(Levels);
    private (int At, int Length)[] _names = ArrayPool<(int, int)>.Shared.Rent(256);
    private int _count;

    /// <summary>The members of the object or array whose content has this depth begin.</summary>
    public void Open(int depth)
    {
        _first[depth] = _count;
        _index[depth] = -1;
        _label[depth] = -1;
    }

    /// <summary>They end.</summary>
    public void Close(int depth) => _count = _first[depth];

    /// <summary>An object or array begins at this depth.</summary>
    public void Enter(int depth) => _index[depth]++;

    /// <summary>Takes a name. Null: it is new in its object.</summary>
    public Failure? Take(ReadOnlySpan<byte> body, int at, int length, int depth)
    {
        var name = body.Slice(at, length);
        for (var i = _first[depth]; i < _count; i++)
        {
            if (_names[i].Length == length && Ascii.EqualsIgnoreCase(body.Slice(_names[i].At, length), name))
            {
                var text = Encoding.UTF8.GetString(name);
                return RequestScan.Wrong($"The member '{text}' stands twice{Where(body, depth)}.", text, "Send it once: parsers differ on which one counts.");
            }
        }

        if (_count - _first[depth] >= MaxMembers)
        {
            return RequestScan.Wrong($"An object has more than {MaxMembers} members{Where(body, depth)}.", null, null);
        }

        if (_count == _names.Length)
        {
            var larger = ArrayPool<(int, int)>.Shared.Rent(_names.Length * 2);
            _names.CopyTo(larger, 0);
            ArrayPool<(int, int)>.Shared.Return(_names);
            _names = larger;
        }

        _label[depth] = _count;
        _names[_count++] = (at, length);
        return null;
    }

    /// <summary>The failure of a name that is spelled with escapes.</summary>
    public Failure Escaped(ReadOnlySpan<byte> body, string name, int depth) =>
        RequestScan.Wrong($"The member name '{name}' is written with escapes{Where(body, depth)}.", name, "Write it plainly: parsers differ on escaped names.");

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_first);
        ArrayPool<int>.Shared.Return(_index);
        ArrayPool<int>.Shared.Return(_label);
        ArrayPool<(int, int)>.Shared.Return(_names);
    }

    /// <summary>The path of the object that has this depth, e.g. <c> in messages[2].content[0]</c>.</summary>
    private string Where(ReadOnlySpan<byte> body, int depth)
    {
        var path = new StringBuilder();
        for (var d = 1; d < depth; d++)
        {
            if (_label[d] >= 0)
            {
                var (at, length) = _names[_label[d]];
                path.Append(path.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(body.Slice(at, length)));
            }
            else if (_index[d] >= 0)
            {
                path.Append('[').Append(_index[d]).Append(']');
            }
        }

        return path.Length == 0 ? "" : $" in {path}";
    }
}
