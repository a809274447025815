using System.Buffers;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>Runs custom detectors, which see characters: the text is widened once for all of them.</summary>
internal static class CustomSearch
{
    public static void Run(ReadOnlySpan<byte> text, CustomDetector[] detectors, List<Finding> found)
    {
        // Each byte becomes at most one UTF-16 unit.
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var chars = rented.AsSpan(0, Encoding.UTF8.GetChars(text, rented));
            foreach (var detector in detectors)
            {
                // Bytes that are no UTF-8 become one character each or several together, so offsets are counted through the text itself.
                var cursor = new ByteCursor(text);
                if (detector.Pattern is { } pattern)
                {
                    foreach (var match in pattern.EnumerateMatches(chars))
                    {
                        if (match.Length > 0)
                        {
                            Add(ref cursor, detector.Name, match.Index, match.Length, found);
                        }
                    }
                }
                else
                {
                    Words(chars, ref cursor, detector, found);
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static void Words(ReadOnlySpan<char> chars, ref ByteCursor cursor, CustomDetector detector, List<Finding> found)
    {
        for (var at = 0; at < chars.Length;)
        {
            var next = chars[at..].IndexOfAny(detector.Words!);
            if (next < 0)
            {
                return;
            }

            at += next;
            var length = detector.WordAt(chars, at);
            if (length > 0)
            {
                Add(ref cursor, detector.Name, at, length, found);
            }

            at += Math.Max(1, length);
        }
    }

    private static void Add(ref ByteCursor cursor, string kind, int index, int length, List<Finding> found)
    {
        var start = cursor.MoveTo(index);
        found.Add(new Finding(kind, start, cursor.MoveTo(index + length) - start));
    }

    /// <summary>Where a character stands in bytes, asked in rising order.</summary>
    private ref struct ByteCursor(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _chars;
        private int _bytes;

        public int MoveTo(int chars)
        {
            while (_chars < chars && _bytes < _text.Length)
            {
                var run = Ascii(_text.Slice(_bytes, Math.Min(chars - _chars, _text.Length - _bytes)));
                if (run > 0)
                {
                    (_chars, _bytes) = (_chars + run, _bytes + run);
                    continue;
                }

                _ = Rune.DecodeFromUtf8(_text[_bytes..], out var rune, out var length);
                (_chars, _bytes) = (_chars + rune.Utf16SequenceLength, _bytes + length);
            }

            return _bytes;
        }

        private static int Ascii(ReadOnlySpan<byte> text)
        {
            var end = text.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            return end < 0 ? text.Length : end;
        }
    }
}
