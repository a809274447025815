namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Keys without a prefix of their own, which are known by their shape or by the address they stand in.</summary>
internal static class SecretShapes
{
    /// <summary>The key around the run from <paramref name="start"/> to <paramref name="end"/>; its end is 0 where there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<byte> text, int start, int end)
    {
        var run = text[start..end];
        var next = Bytes.At(text, end);
        if (next == '.' && run.StartsWith("eyJ"u8))
        {
            return Jwt(text, start, end);
        }

        if (next == '.' && run.Length is >= 23 and <= 30)
        {
            return Discord(text, start, end);
        }

        return Bytes.At(text, start - 1) switch
        {
            (byte)':' when run.Length is >= 34 and <= 36 => Telegram(text, start, end),
            (byte)'~' => AzureSecret(text, start, end),
            (byte)'.' => Terraform(text, start, end),
            (byte)'/' => Webhook(text, start, end),
            _ => Mailchimp(run) ? (start, end) : default,
        };
    }

    // Three parts of base64, the first two JSON; the third may be empty in a token that nobody signed, which is no secret.
    private static (int Start, int End) Jwt(ReadOnlySpan<byte> text, int start, int end)
    {
        var second = Part(text, end + 1);
        if (second - end < 5 || !Bytes.StartsWith(text, end + 1, "eyJ"u8) || Bytes.At(text, second) != '.')
        {
            return default;
        }

        var third = Part(text, second + 1);
        return third - second > 16 ? (start, third) : default;
    }

    private static int Part(ReadOnlySpan<byte> text, int from)
    {
        if (from >= text.Length)
        {
            return from;
        }

        var length = text[from..].IndexOfAnyExcept(Alphabet.Url);
        return length < 0 ? text.Length : from + length;
    }

    private static (int Start, int End) Discord(ReadOnlySpan<byte> text, int start, int end)
    {
        var second = Part(text, end + 1);
        var third = Bytes.At(text, second) == '.' ? Part(text, second + 1) : second;
        return text[start] is (byte)'M' or (byte)'N' or (byte)'O' && second - end == 7 && third - second - 1 is >= 27 and <= 40 && Chance.LooksDrawn(text[start..end])
            ? (start, third)
            : default;
    }

    private static (int Start, int End) Telegram(ReadOnlySpan<byte> text, int start, int end)
    {
        var number = start - 1;
        while (number > 0 && start - number < 12 && Bytes.IsDigit(text[number - 1]))
        {
            number--;
        }

        return start - 1 - number is >= 8 and <= 10 && !Bytes.IsWord(Bytes.At(text, number - 1)) && Chance.LooksDrawn(text[start..end]) ? (number, end) : default;
    }

    // Three signs, a digit, Q~, and 31 to 34 more.
    private static (int Start, int End) AzureSecret(ReadOnlySpan<byte> text, int start, int end)
    {
        var first = start - 6;
        if (first < 0 || text[start - 2] != 'Q' || !Bytes.IsDigit(text[start - 3]) || Bytes.IsWord(Bytes.At(text, first - 1)))
        {
            return default;
        }

        while (end < text.Length && (Bytes.IsToken(text[end]) || (text[end] is (byte)'~' or (byte)'.' && Bytes.IsToken(Bytes.At(text, end + 1)))) && end - start <= 34)
        {
            end++;
        }

        return end - start is >= 31 and <= 34 ? (first, end) : default;
    }

    private static (int Start, int End) Terraform(ReadOnlySpan<byte> text, int start, int end)
    {
        var first = start - ".atlasv1.".Length - 14;
        return first >= 0 && end - start >= 60 && Bytes.StartsWith(text, start - ".atlasv1.".Length, ".atlasv1."u8) ? (first, end) : default;
    }

    private static (int Start, int End) Webhook(ReadOnlySpan<byte> text, int start, int end)
    {
        const int Before = 64;
        var from = Math.Max(0, start - Before);
        var before = text[from..start];
        var slack = before.LastIndexOf("hooks.slack.com/services/"u8);
        if (slack >= 0)
        {
            return (from + slack + "hooks.slack.com/services/".Length, end);
        }

        return end - start >= 60 && before.IndexOf("/api/webhooks/"u8) >= 0 ? (start, end) : default;
    }

    private static bool Mailchimp(ReadOnlySpan<byte> run) =>
        run.Length is 36 or 37 && run[32] == '-' && run[33] == 'u' && run[34] == 's' && !run[..32].ContainsAnyExcept(Alphabet.Hex);
}
