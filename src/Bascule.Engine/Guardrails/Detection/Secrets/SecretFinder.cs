namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Keys of vendors, from the long run of key characters that every one of them holds.</summary>
internal static class SecretFinder
{
    // How far a prefix that is no part of the run may stand before it: 'dp.pt.', 'SG.', a Telegram bot's number.
    private const int MaxBefore = 24;

    // The longest form; what goes on is data.
    private const int MaxShape = 2048;

    /// <summary>Looks at the run that begins there and tells from where to look on.</summary>
    public static int Find(Hunt hunt, int start)
    {
        var text = hunt.Text;
        var run = text[start..].IndexOfAnyExcept(Alphabet.Url);
        var end = run < 0 ? text.Length : start + run;
        if (SecretShapes.Find(text, start, end) is var shape && shape.End > 0)
        {
            hunt.Add(Kinds.Secret, shape.Start, shape.End);
            return Math.Max(end, shape.End);
        }

        for (var at = Before(text, start); at < end; at++)
        {
            if (text[at] < 0x80 && (at == 0 || !Bytes.IsAlnum(text[at - 1])))
            {
                var length = Match(text[at..Math.Min(text.Length, at + MaxShape)]);
                if (length > 0)
                {
                    hunt.Add(Kinds.Secret, at, at + length);
                    return Math.Max(end, at + length);
                }
            }
        }

        return end;
    }

    private static int Before(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        while (at > 0 && start - at < MaxBefore && (Bytes.IsToken(text[at - 1]) || text[at - 1] is (byte)'.' or (byte)'~' or (byte)'$'))
        {
            at--;
        }

        return at;
    }

    private static int Match(ReadOnlySpan<byte> text)
    {
        foreach (var form in SecretForms.ByFirst[text[0]])
        {
            var length = form.Match(text);
            if (length > 0)
            {
                return length;
            }
        }

        return 0;
    }
}
