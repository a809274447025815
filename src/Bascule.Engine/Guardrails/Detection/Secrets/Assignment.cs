namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>What is assigned to a name that says it is secret: <c>password=...</c>, <c>"api_key": "..."</c>, <c>Authorization: Bearer ...</c>.</summary>
internal static class Assignment
{
    private const int MaxName = 48;

    /// <summary>Looks at the <c>=</c> or <c>:</c> that stands there.</summary>
    public static void Find(Hunt hunt, int at)
    {
        var text = hunt.Text;
        var (first, last, end) = Name(text, at);
        var name = text[first..last];
        if (name.Length < 3)
        {
            return;
        }

        var kind = SecretNames.Judge(name);
        if (kind == SecretNameKind.None)
        {
            return;
        }

        var value = Value(text, end, kind, out var quoted);
        if (SecretValue.IsSecret(text[value], kind, quoted))
        {
            hunt.Add(Kinds.Secret, value.Start.Value, value.End.Value);
        }
    }

    // The name before the sign, and where the value may begin. The last letter tells most names apart, before anything is read.
    private static (int First, int Last, int End) Name(ReadOnlySpan<byte> text, int at)
    {
        var before = at - 1;
        if (text[at] == ':' ? Bytes.At(text, at + 1) is (byte)':' or (byte)'=' or (byte)'/' : Bytes.At(text, at + 1) is (byte)'=' or (byte)'~')
        {
            return default;
        }

        if (text[at] == '=' && Bytes.At(text, before) == ':')
        {
            before--;
        }

        for (var skipped = 0; skipped < 3 && before >= 0 && text[before] is (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)'*'; skipped++)
        {
            before--;
        }

        if (before < 0 || !SecretNames.MayEndWith(text[before]))
        {
            return default;
        }

        var start = before;
        while (start > 0 && before - start < MaxName && (Bytes.IsToken(text[start - 1]) || text[start - 1] is (byte)'.' or >= 0x80))
        {
            start--;
        }

        return (start, before + 1, at + (text[at] == '=' && Bytes.At(text, at + 1) == '>' ? 2 : 1));
    }

    private static Range Value(ReadOnlySpan<byte> text, int from, SecretNameKind kind, out bool quoted)
    {
        var start = Blank(text, from);
        quoted = Bytes.At(text, start) is (byte)'"' or (byte)'\'' or (byte)'`';
        var quote = quoted ? text[start++] : (byte)0;
        if (kind == SecretNameKind.Header)
        {
            start = Scheme(text, start);
        }

        var end = start;
        while (end < text.Length && end - start <= SecretValue.MaxLength && !Ends(text[end], quote))
        {
            end++;
        }

        // A sentence ends behind a value; a value does not end a sentence.
        while (!quoted && end > start && text[end - 1] is (byte)'.' or (byte)':' or (byte)')')
        {
            end--;
        }

        return start..end;
    }

    private static bool Ends(byte b, byte quote) => quote != 0
        ? b == quote || b is (byte)'\n' or (byte)'\r'
        : Bytes.IsSpace(b) || b is (byte)',' or (byte)';' or (byte)'&' or (byte)'"' or (byte)'\'' or (byte)'`' or (byte)'<' or (byte)'>' or (byte)'}' or (byte)'|';

    private static int Blank(ReadOnlySpan<byte> text, int at)
    {
        for (var skipped = 0; skipped < 4 && at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'*'; skipped++)
        {
            at++;
        }

        return at;
    }

    private static int Scheme(ReadOnlySpan<byte> text, int at)
    {
        foreach (var length in (ReadOnlySpan<int>)[6, 5])
        {
            var word = length == 6 ? "bearer"u8 : Bytes.StartsWithWord(text, at, "basic"u8) ? "basic"u8 : "token"u8;
            if (Bytes.StartsWithWord(text, at, word) && Bytes.At(text, at + length) == ' ')
            {
                return Blank(text, at + length);
            }
        }

        return at;
    }
}
