namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>IPv4 addresses that may be somebody's: no loopback, no mask, and no version of a program.</summary>
internal static class Ipv4
{
    private static readonly byte[][] Numbering = NumberFinder.Words(
        "version versión versione ver. v. release section chapter clause § kapitel abschnitt chapitre capítulo sezione figure table oid build rev revision firmware driver");

    /// <summary>The end of the address that begins there; 0 where none does.</summary>
    public static int End(ReadOnlySpan<byte> text, int start)
    {
        var end = Parse(text, start, out var address);
        if (end == 0 || !MayBegin(text, start, end) || IsNobodys(address))
        {
            return 0;
        }

        return Edge.Says(text[Math.Max(0, start - 16)..], Math.Min(16, start), Numbering) ? 0 : end;
    }

    /// <summary>Four numbers below 256 with dots between, and nothing that would carry them on.</summary>
    public static int Parse(ReadOnlySpan<byte> text, int start, out uint address)
    {
        address = 0;
        var at = start;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && Bytes.At(text, at++) != '.')
            {
                return 0;
            }

            int value = 0, first = at;
            while (at < text.Length && at - first < 4 && Bytes.IsDigit(text[at]))
            {
                value = value * 10 + text[at++] - '0';
            }

            if (at == first || at - first > 3 || value > 255 || (at - first > 1 && text[first] == '0'))
            {
                return 0;
            }

            address = (address << 8) | (uint)value;
        }

        var next = Bytes.At(text, at);
        return (Bytes.IsWord(next) && next < 0x80) || (next is (byte)'.' or (byte)'-' && Bytes.IsAlnum(Bytes.At(text, at + 1))) ? 0 : at;
    }

    // A slash comes before an address in a URL or where a port follows; a program's version has one too.
    private static bool MayBegin(ReadOnlySpan<byte> text, int start, int end)
    {
        var (before, earlier) = (Bytes.At(text, start - 1), Bytes.At(text, start - 2));
        return before switch
        {
            (byte)'/' => earlier is (byte)'/' or (byte)' ' || (Bytes.At(text, end) == ':' && Bytes.IsDigit(Bytes.At(text, end + 1))),
            (byte)'.' or (byte)'-' or (byte)'^' or (byte)'~' => !Bytes.IsAlnum(earlier) && before is not ((byte)'^' or (byte)'~'),
            (byte)'=' => earlier is not ((byte)'=' or (byte)'>' or (byte)'<' or (byte)'~' or (byte)'!'),
            _ => !Bytes.IsWord(before) || before >= 0x80,
        };
    }

    private static bool IsNobodys(uint address) => (address >> 24) is 0 or 127 or 255;
}
