using System.Buffers;

namespace Bascule.Engine.Dialects;

/// <summary>
/// The last event of a stream that was read and said nothing but a piece of text. One that differs from it in that text alone means the same, and need not be read: most of a stream is such
/// events, and to compare them costs a fifth of reading them.
/// </summary>
internal sealed class EventMemo
{
    /// <summary>Longer events are read: those of words are some 200 bytes.</summary>
    private const int MaxBytes = 1_024;

    /// <summary>What ends a string, or is spelled otherwise in one.</summary>
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(value => (byte)value)]);

    private byte[] _event = [];
    private int _nameLength, _length, _textAt, _textEnd;

    /// <summary>Whether an event is the last one but for its text, which is some and has nothing escaped.</summary>
    public bool TryMatch(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, out ReadOnlySpan<byte> text)
    {
        var known = _event.AsSpan(0, _nameLength + _length);
        var before = known[_nameLength..(_nameLength + _textAt)];
        var behind = known[(_nameLength + _textEnd)..];
        if (_length > 0 && data.Length > before.Length + behind.Length && data.EndsWith(behind) && data.StartsWith(before) && name.SequenceEqual(known[.._nameLength]))
        {
            text = data[before.Length..^behind.Length];
            return text.IndexOfAny(NotPlain) < 0;
        }

        text = default;
        return false;
    }

    /// <summary>Takes an event that says nothing but one text.</summary>
    /// <param name="text">Where it stands in the data, quotes not included.</param>
    public void Learn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, Range text)
    {
        if (name.Length + data.Length > MaxBytes)
        {
            _length = _nameLength = _textAt = _textEnd = 0;
            return;
        }

        if (_event.Length == 0)
        {
            _event = new byte[MaxBytes];
        }

        name.CopyTo(_event);
        data.CopyTo(_event.AsSpan(name.Length));
        (_nameLength, _length, _textAt, _textEnd) = (name.Length, data.Length, text.Start.Value, text.End.Value);
    }
}
