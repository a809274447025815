using System.Buffers;

namespace Bascule.Engine.Guardrails.Detection.Normal;

/// <summary>A text as the detectors read it, when that is not as it was given, and the way back to the bytes that were given.</summary>
internal ref struct NormalText
{
    // A text encoded twice is read; one encoded more often reads as nothing to any model.
    private const int MaxLayers = 3;

    private byte[] _bytes;
    private int _length;
    private OffsetMap?[] _maps;
    private int _layers;

    private NormalText(ReadOnlySpan<byte> text)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        _maps = new OffsetMap?[MaxLayers];
        _length = Layer(text, _bytes, _maps[_layers++] = new OffsetMap());
        while (_layers < MaxLayers && !IsPlain(Bytes))
        {
            // Nothing becomes longer, and each unit is read before it is written over.
            _length = Layer(Bytes, _bytes, _maps[_layers++] = new OffsetMap());
        }
    }

    public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Whether the text is read as it stands. Nearly every text is, and this is all it pays.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => Unit.Next(text, 0, [], out _).Start < 0;

    public static NormalText Of(ReadOnlySpan<byte> text) => new(text);

    /// <summary>Puts the findings from <paramref name="first"/> on, made on <see cref="Bytes"/>, in terms of the bytes that were given.</summary>
    public readonly void MapBack(List<Finding> found, int first)
    {
        for (var i = first; i < found.Count; i++)
        {
            var (start, end) = (found[i].Start, found[i].End);
            for (var layer = _layers - 1; layer >= 0; layer--)
            {
                (start, end) = (_maps[layer]!.Start(start), _maps[layer]!.End(end));
            }

            found[i] = new Finding(found[i].Kind, start, end - start);
        }
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private static int Layer(ReadOnlySpan<byte> text, Span<byte> into, OffsetMap map)
    {
        Span<byte> replacement = stackalloc byte[Unit.MaxLength];
        int read = 0, written = 0;
        while (true)
        {
            var unit = Unit.Next(text, read, replacement, out var length);
            var plain = (unit.Start < 0 ? text.Length : unit.Start) - read;
            map.Straight(written, read);
            text.Slice(read, plain).CopyTo(into[written..]);
            written += plain;
            if (unit.Start < 0)
            {
                return written;
            }

            map.Unit(written, unit.Start, unit.Start + unit.Length);
            replacement[..length].CopyTo(into[written..]);
            written += length;
            read = unit.Start + unit.Length;
        }
    }
}
