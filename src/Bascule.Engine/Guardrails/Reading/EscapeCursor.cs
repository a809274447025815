namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Finds where bytes of a decoded text stand in the raw one. It remembers how far it has come: asked for rising places, it goes over the text once.</summary>
internal struct EscapeCursor
{
    private int _raw, _decoded, _asked;

    /// <summary>Where the given byte of the decoded text stands; the decoded length gives the raw one.</summary>
    public int RawOffset(ReadOnlySpan<byte> raw, int decoded)
    {
        if (decoded < _asked)
        {
            (_raw, _decoded) = (0, 0);
        }

        _asked = decoded;
        while (_decoded < decoded)
        {
            var run = raw.Slice(_raw, Math.Min(decoded - _decoded, raw.Length - _raw));
            var plain = run.IndexOf((byte)'\\');
            if (plain < 0)
            {
                (_raw, _decoded) = (_raw + run.Length, decoded);
                break;
            }

            _raw += plain;
            _raw += JsonEscapes.Take(raw[_raw..], out var character);
            _decoded += plain + character.Utf8SequenceLength;
        }

        return _raw;
    }
}
