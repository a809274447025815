namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names typed in small letters, as in chats: a given and a family name next to each other, both hardly anything else.</summary>
internal static class LowerPairs
{
    private const int MinLength = 4;

    public static void Find(Hunt hunt)
    {
        var text = hunt.Text;
        for (var at = 0; at < text.Length;)
        {
            var end = Word.Read(text, at, out var key);
            if (end == at)
            {
                at++;
                continue;
            }

            if (end - at >= 3 && Bytes.At(text, end) == ' ' && Bytes.IsLower(text[at]) && (at == 0 || Bytes.IsSpace(text[at - 1]) || text[at - 1] is (byte)'(' or (byte)'"')
                && (WordTable.Find(key) & WordFlags.Given) != 0 && Family(text, end + 1) is var family && family > 0)
            {
                hunt.Add(Kinds.Name, at, family);
                end = family;
            }

            at = end;
        }
    }

    private static int Family(ReadOnlySpan<byte> text, int start)
    {
        var end = Word.Read(text, start, out var key);
        return end - start >= MinLength && !Word.IsCapital(text, start) && (WordTable.Find(key) & WordFlags.Family) != 0 && !Bytes.IsToken(Bytes.At(text, end)) && !Bytes.IsWord(Bytes.At(text, end)) ? end : 0;
    }
}
