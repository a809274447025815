using Bascule.Engine.Guardrails.Detection.Numbers;

namespace Bascule.Engine.Guardrails.Detection.Addresses;

/// <summary>IPv6 and MAC addresses, around a colon.</summary>
internal static class ColonAddress
{
    private const int MaxLength = 45;

    public static void Find(Hunt hunt, int at)
    {
        var text = hunt.Text;
        var start = at;
        while (start > 0 && at - start < MaxLength && Bytes.IsHex(text[start - 1]))
        {
            start--;
        }

        if (IsLater(text, start) || !Symbols.MayBegin(text, start))
        {
            return;
        }

        if (hunt.Wants(Kinds.Mac) && at - start == 2 && DashedMac.Parse(text, start, 2, 6, (byte)':') is var mac && mac > 0 && !IsNobodys(text[start..mac]))
        {
            hunt.Add(Kinds.Mac, start, mac);
        }
        else if (hunt.Wants(Kinds.Ip) && Ipv6(text, start) is var end && end > 0)
        {
            hunt.Add(Kinds.Ip, start, end);
        }
    }

    // An address is read from its first colon only; a later one has hexadecimal digits and a colon before it, which a label like 'mac:' is not.
    private static bool IsLater(ReadOnlySpan<byte> text, int start)
    {
        if (Bytes.At(text, start - 1) != ':')
        {
            return false;
        }

        var first = start - 1;
        while (first > 0 && start - first < 6 && Bytes.IsAlnum(text[first - 1]))
        {
            if (!Bytes.IsHex(text[--first]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNobodys(ReadOnlySpan<byte> mac) => !mac.ContainsAnyExcept((byte)'0', (byte)':') || !mac.ContainsAnyExcept((byte)'f', (byte)'F', (byte)':');

    private static int Ipv6(ReadOnlySpan<byte> text, int start)
    {
        int at = start, groups = 0, gap = -1, wide = 0;
        while (true)
        {
            var first = at;
            while (at < text.Length && at - first < 5 && Bytes.IsHex(text[at]))
            {
                at++;
            }

            if (at - first > 4)
            {
                return 0;
            }

            if (at > first && Bytes.At(text, at) == '.' && groups > 0 && Ipv4.Parse(text, first, out _) is var mapped && mapped > 0)
            {
                return gap >= 0 || groups == 6 ? mapped : 0;
            }

            groups += at > first ? 1 : 0;
            wide += at - first == 4 ? 1 : 0;
            if (Bytes.At(text, at) != ':')
            {
                break;
            }

            if (Bytes.At(text, at + 1) == ':')
            {
                if (gap >= 0)
                {
                    return 0;
                }

                gap = groups;
                at += 2;
            }
            else if (at > first && Bytes.IsHex(Bytes.At(text, at + 1)))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        var next = Bytes.At(text, at);
        return !(Bytes.IsWord(next) && next < 0x80) && (gap < 0 ? groups == 8 && wide > 2 : groups is >= 2 and < 8 && IsAssigned(text, start)) ? at : 0;
    }

    // With a gap much looks like an address that is a slice or a scope in code; what is assigned begins in few ways.
    private static bool IsAssigned(ReadOnlySpan<byte> text, int start)
    {
        if (start + 4 >= text.Length || text[start + 4] != ':' || !Bytes.IsHex(text[start + 1]) || !Bytes.IsHex(text[start + 2]) || !Bytes.IsHex(text[start + 3]))
        {
            return Bytes.StartsWithWord(text, start, "64:ff9b:"u8);
        }

        var (first, second) = (Bytes.Lower(text[start]), Bytes.Lower(text[start + 1]));
        return first is (byte)'2' or (byte)'3' || (first == 'f' && second is (byte)'c' or (byte)'d' or (byte)'e' or (byte)'f');
    }
}
