namespace Bascule.Engine.Guardrails.Detection.Addresses;

/// <summary>E-mail addresses, around an <c>@</c>.</summary>
internal static class Email
{
    private const int MaxLocal = 64;
    private const int MaxDomain = 253;

    public static void Find(Hunt hunt, int at)
    {
        var text = hunt.Text;
        var start = Local(text, at);
        var end = Domain(text, at + 1);
        if (start < at && end > 0 && !IsNoAddress(text, start, at, end))
        {
            hunt.Add(Kinds.Email, start, end);
        }
    }

    private static int Local(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < MaxLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        while (start < at && text[start] is (byte)'.' or (byte)'-' or (byte)'\'' or (byte)'%' or (byte)'+')
        {
            start++;
        }

        return start < at && text[at - 1] == '.' ? at : start;
    }

    // Fewer signs than the standard allows: in prose and code the others end an address rather than belong to it.
    private static bool IsLocal(byte b) => Bytes.IsWord(b) || b is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'%' or (byte)'\'';

    // The end of the domain, 0 where there is none: labels with a dot between, the last one of letters.
    private static int Domain(ReadOnlySpan<byte> text, int from)
    {
        int at = from, label = from, end = 0;
        for (; at < text.Length && at - from <= MaxDomain; at++)
        {
            if (text[at] == '.')
            {
                if (at == label)
                {
                    break;
                }

                label = at + 1;
            }
            else if (!IsDomain(text[at]) || (at == label && text[at] == '-'))
            {
                break;
            }

            if (label > from && !IsDomain(Bytes.At(text, at + 1)) && IsTopLevel(text[Math.Min(label, at + 1)..(at + 1)]))
            {
                end = at + 1;
            }
        }

        return end;
    }

    private static bool IsDomain(byte b) => Bytes.IsAlnum(b) || b is (byte)'-' or >= 0x80;

    private static bool IsTopLevel(ReadOnlySpan<byte> label)
    {
        if (label.Length is < 2 or > 24)
        {
            return false;
        }

        if (label.StartsWith("xn--"u8))
        {
            return true;
        }

        foreach (var b in label)
        {
            if (!Bytes.IsLetter(b) && b < 0x80)
            {
                return false;
            }
        }

        return true;
    }

    // A user in a URL, the remote of a repository, an image at twice its size.
    private static bool IsNoAddress(ReadOnlySpan<byte> text, int start, int at, int end)
    {
        if (text[start..at].SequenceEqual("git"u8) && Bytes.At(text, end) is (byte)':' or (byte)'/')
        {
            return true;
        }

        if (Bytes.IsDigit(text[at + 1]) && text[at + 2] == 'x' && text[at + 3] == '.')
        {
            return true;
        }

        return UrlCredentials.IsUserInfo(text, start);
    }
}
