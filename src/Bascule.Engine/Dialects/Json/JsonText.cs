using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Strings and numbers of JSON in the forms that upstreams really send. Never throws; the framework's own readers do, for a lone surrogate or broken UTF-8.</summary>
public static class JsonText
{
    /// <summary>The text of a JSON string's bytes without its quotes. A lone surrogate stays one (its other half may follow in the next delta).</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            var at = raw.IndexOf((byte)'\\');
            var plain = at < 0 ? raw : raw[..at];
            text.Append(Encoding.UTF8.GetString(plain));
            raw = raw[plain.Length..];
            if (raw.Length < 2)
            {
                break;
            }

            raw = raw[TakeEscape(raw, text)..];
        }

        return text.ToString();
    }

    /// <summary>Whether a member's name, as it stands in the bytes, is <paramref name="name"/>, also when it was written with escapes.</summary>
    public static bool NameEquals(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name) =>
        raw.Contains((byte)'\\') ? Unescape(raw) == Encoding.UTF8.GetString(name) : raw.SequenceEqual(name);

    /// <summary>A whole number from <c>12</c>, <c>12.0</c>, <c>1.2e1</c> or the same within quotes.</summary>
    public static bool TryLong(ReadOnlySpan<byte> raw, out long value)
    {
        if (raw.Length > 1 && raw[0] == '"')
        {
            raw = raw[1..^1];
        }

        if (Utf8Parser.TryParse(raw, out value, out var used) && used == raw.Length)
        {
            return true;
        }

        // Beyond 2^53 a double no longer tells neighbours apart.
        const double Exact = 1L << 53;
        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Exact && Math.Floor(number) == number)
        {
            value = (long)number;
            return true;
        }

        value = 0;
        return false;
    }

    private static int TakeEscape(ReadOnlySpan<byte> raw, StringBuilder text)
    {
        if (raw[1] != 'u')
        {
            text.Append(raw[1] switch
            {
                (byte)'n' => '\n',
                (byte)'t' => '\t',
                (byte)'r' => '\r',
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                var other => (char)other,
            });
            return 2;
        }

        if (raw.Length < 6 || !Utf8Parser.TryParse(raw.Slice(2, 4), out ushort unit, out var used, 'x') || used != 4)
        {
            return raw.Length;
        }

        text.Append((char)unit);
        return 6;
    }
}
