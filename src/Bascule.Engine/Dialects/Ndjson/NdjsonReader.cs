namespace Bascule.Engine.Dialects.Ndjson;

/// <summary>Cuts a byte stream into lines of JSON. A blank line is no data but stays in the raw bytes; a last line needs no line end.</summary>
public sealed class NdjsonReader : BufferedFrameReader
{
    protected override Cut? TryCut(ReadOnlySpan<byte> pending, ref int scanned, bool over)
    {
        var at = pending[scanned..].IndexOf((byte)'\n');
        if (at < 0 && !over)
        {
            scanned = pending.Length;
            return null;
        }

        var length = at < 0 ? pending.Length : scanned + at + 1;
        var line = pending[..length];
        var from = line.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (from < length && IsBlank(line[from]))
        {
            from++;
        }

        var to = length;
        while (to > from && IsBlank(line[to - 1]))
        {
            to--;
        }

        return new Cut(length, 0..0, from..to, to > from);
    }

    private static bool IsBlank(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
