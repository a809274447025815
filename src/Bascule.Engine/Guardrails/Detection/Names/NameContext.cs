using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names by what is said before them, known or not: who gives his name, and who signs.</summary>
internal static class NameContext
{
    private const int MaxWords = 4;

    private static readonly byte[][] Introductions = Of(
        "y name is |y name's |ein Name ist |ch heiße |ch heisse |'appelle |’appelle |e llamo |e llama |i nombre es |i chiamo |l mio nome è |on nom est |y full name is |signed by |unterzeichnet von ");

    private static readonly byte[][] Closings = Of(
        "egards,|incerely,|incerely yours,|est,|heers,|hanks,|ours truly,|rüßen|rüße|ruß|ordialement|alutations|aludos|tentamente|n saludo|brazos|ises|isous|esos|aci|LG|VG|ordialmente|istinti saluti|ordiali saluti|n abrazo");

    public static void Find(Hunt hunt)
    {
        foreach (var words in Introductions)
        {
            var from = 0;
            while (Next(hunt.Text, words, ref from))
            {
                Introduced(hunt, from);
            }
        }

        NameFields.Find(hunt);
        LowerPairs.Find(hunt);
        foreach (var words in Closings)
        {
            var from = 0;
            while (Next(hunt.Text, words, ref from))
            {
                Signed(hunt, from);
            }
        }
    }

    /// <summary>Where the name begins, when the family name stands before the given one with a comma between; else where the given one does.</summary>
    public static int FamilyBefore(ReadOnlySpan<byte> text, int start)
    {
        if (!Bytes.StartsWith(text, start - 2, ", "u8))
        {
            return start;
        }

        var before = start - 2;
        while (before > 0 && start - before < 32 && (Bytes.IsLetter(text[before - 1]) || text[before - 1] >= 0x80))
        {
            before--;
        }

        return before < start - 2 && Word.IsCapital(text, before) && Word.At(text, before).Is(WordFlags.Family) ? before : start;
    }

    private static bool Next(ReadOnlySpan<byte> text, byte[] words, ref int from)
    {
        var at = text[from..].IndexOf(words);
        from += at + words.Length;
        return at >= 0;
    }

    private static void Introduced(Hunt hunt, int at)
    {
        int start = at, end = at;
        for (var count = 0; count < MaxWords; count++)
        {
            var word = Word.At(hunt.Text, at);
            if (word.End == at || word.Is(WordFlags.Identifier) || (!word.Is(WordFlags.AnyName) && (word.Is(WordFlags.Ordinary | WordFlags.NoPerson) || !Word.IsCapital(hunt.Text, at))))
            {
                break;
            }

            // In small letters only names that are hardly anything else.
            if (!Word.IsCapital(hunt.Text, at) && !word.Is(WordFlags.Given | WordFlags.Family))
            {
                break;
            }

            end = word.End;
            at = end + 1;
            if (Bytes.At(hunt.Text, end) is not ((byte)' ' or (byte)'-'))
            {
                break;
            }
        }

        if (end > start)
        {
            hunt.Add(Kinds.Name, start, end);
        }
    }

    // A line of its own with one to four words, behind a greeting at the end of a letter.
    private static void Signed(Hunt hunt, int at)
    {
        var text = hunt.Text;
        at += Bytes.At(text, at) is (byte)',' or (byte)'.' or (byte)'!' ? 1 : 0;
        var breaks = 0;
        while (at < text.Length && breaks < 3 && Bytes.IsSpace(text[at]))
        {
            breaks += text[at++] == '\n' ? 1 : 0;
        }

        if (!Word.IsCapital(text, at) || (breaks == 0 && (Bytes.At(text, at - 1) != ' ' || Bytes.At(text, at - 2) != ',')))
        {
            return;
        }

        Span<Word> words = stackalloc Word[WordChain.MaxWords];
        var chain = WordChain.Read(text, at, words);
        var next = Bytes.At(text, chain.End);
        var ends = chain.End >= text.Length || next is (byte)'\n' or (byte)'\r' || (breaks > 0 && next is (byte)',' or (byte)' ' or (byte)'"' or (byte)'<');
        var count = 0;
        while (count < chain.Count && (chain[count].Is(WordFlags.AnyName) || !chain[count].Is(WordFlags.Ordinary | WordFlags.NoPerson | WordFlags.Identifier | WordFlags.Capitals | WordFlags.Title)))
        {
            count++;
        }

        if (ends && count == chain.Count && count is > 0 and <= MaxWords)
        {
            hunt.Add(Kinds.Name, at, chain.End);
        }
    }

    private static byte[][] Of(string phrases) => [.. phrases.Split('|').Select(Encoding.UTF8.GetBytes)];
}
