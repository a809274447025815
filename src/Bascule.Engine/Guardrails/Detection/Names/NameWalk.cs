namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names of people, by the words of a row: titles and greetings before them, given names, family names behind them.</summary>
internal struct NameWalk
{
    private int _until;

    /// <summary>Looks at the row of words that begins with the capital there.</summary>
    public void Visit(Hunt hunt, int at)
    {
        var text = hunt.Text;
        if (at < _until || !Word.IsCapital(text, at) || IsInside(text, at))
        {
            return;
        }

        Span<Word> words = stackalloc Word[WordChain.MaxWords];
        var chain = WordChain.Read(text, at, words);
        _until = chain.End;
        if (IsSender(text, chain))
        {
            var first = chain.Count > 1 && chain[0].Is(WordFlags.Title) ? 1 : 0;
            hunt.Add(Kinds.Name, chain[first].Start, chain[chain.Count - 1].End);
            return;
        }

        for (var i = 0; i < chain.Count;)
        {
            i = Judge(hunt, chain, i);
        }
    }

    // The rest of an identifier, a path, an address.
    private static bool IsInside(ReadOnlySpan<byte> text, int at)
    {
        var before = Bytes.At(text, at - 1);
        return Bytes.IsDigit(before) || before is (byte)'_' or (byte)'.' or (byte)'/' or (byte)'\\' or (byte)'@' or (byte)'#' or (byte)'$' or (byte)'`' or (byte)'~' or (byte)'&'
            || (before is (byte)'-' && Bytes.IsWord(Bytes.At(text, at - 2)));
    }

    // Anna Schmidt <anna@example.org>: what stands before an address in brackets is its owner.
    private static bool IsSender(ReadOnlySpan<byte> text, in WordChain chain)
    {
        if (!Bytes.StartsWith(text, chain.End, " <"u8) || chain[0].Is(WordFlags.Identifier))
        {
            return false;
        }

        var address = text.Slice(chain.End + 2, Math.Min(80, text.Length - chain.End - 2));
        var sign = address.IndexOf((byte)'@');
        var close = address.IndexOf((byte)'>');
        for (var i = 0; i < chain.Count; i++)
        {
            if (chain[i].Is(WordFlags.Ordinary | WordFlags.NoPerson) && !chain[i].Is(WordFlags.AnyName))
            {
                return false;
            }
        }

        return sign > 0 && sign < close;
    }

    // Tells from which word to go on.
    private static int Judge(Hunt hunt, in WordChain chain, int at)
    {
        var word = chain[at];
        if (word.Is(WordFlags.Title) && Titled(hunt, chain, at) is var titled && titled > 0)
        {
            return titled;
        }

        if (word.Is(WordFlags.Greeting) && Greeted(hunt, chain, at) is var greeted && greeted > 0)
        {
            return greeted;
        }

        if (word.Is(WordFlags.AnyGiven) && !word.Is(WordFlags.Identifier))
        {
            return Given(hunt, chain, at);
        }

        return chain[at + 1].Is(WordFlags.Family) ? Unknown(hunt, chain, at) : at + 1;
    }

    private static int Titled(Hunt hunt, in WordChain chain, int at)
    {
        var first = at + 1;
        while (chain[first].Is(WordFlags.Title) && !chain[first].Is(WordFlags.AnyName))
        {
            first++;
        }

        var end = first;
        while (end < chain.Count && end - first < 4 && IsPart(chain[end]))
        {
            end++;
        }

        return end > first && !chain[end].Is(WordFlags.NoPerson) ? Add(hunt, chain, first, end) : 0;
    }

    private static int Greeted(Hunt hunt, in WordChain chain, int at)
    {
        var first = at + 1;
        if (chain[first].Is(WordFlags.Title))
        {
            return Titled(hunt, chain, first);
        }

        var end = first;
        while (end < chain.Count && end - first < 4 && IsPart(chain[end]))
        {
            end++;
        }

        var closed = end == chain.Count && Bytes.At(hunt.Text, chain.End) is (byte)',' or (byte)':' or (byte)'!' or (byte)'\n' or (byte)'\r';
        return end > first && (chain[first].Is(WordFlags.AnyName) || end - first == 2 || closed) ? Add(hunt, chain, first, end) : 0;
    }

    private static int Given(Hunt hunt, in WordChain chain, int at)
    {
        int end = at + 1, unknown = 0;
        bool family = false, clear = chain[at].Is(WordFlags.Given);
        while (end < chain.Count && end - at < 5 && IsPart(chain[end]) && unknown == 0)
        {
            var part = chain[end++];
            family |= part.Is(WordFlags.Family) || (part.Is(WordFlags.AnyFamily) && clear);
            clear |= part.Is(WordFlags.Given);
            unknown += part.Is(WordFlags.AnyName | WordFlags.Initial) ? 0 : 1;
        }

        // A last initial is the beginning of something else, but for that of a family name.
        var street = chain[end].Is(WordFlags.NoPerson) && !chain[end].Is(WordFlags.AnyName);
        if (street || IsFirm(hunt.Text, chain, at, end) || (at > 0 && chain[at - 1].Is(WordFlags.PlaceBefore) && !chain[at - 1].Is(WordFlags.AnyName)))
        {
            return end;
        }

        if (!clear && !family)
        {
            return at + 1;
        }

        var shouted = chain[at].Is(WordFlags.Capitals);
        if (end == at + 1 && (shouted || chain[at].End - chain[at].Start < 3))
        {
            return end;
        }

        return shouted && !family ? end : Add(hunt, chain, at, end);
    }

    private static bool IsFirm(ReadOnlySpan<byte> text, in WordChain chain, int at, int end) =>
        (end > at + 1 && WordTable.IsFirm(chain[at].Key, chain[at + 1].Key)) || (Bytes.StartsWith(text, chain[end - 1].End, " & "u8) && end == chain.Count);

    // A family name behind a word that no list has: with it, unless a sentence begins there or the word is an ordinary one.
    private static int Unknown(Hunt hunt, in WordChain chain, int at)
    {
        var end = at + 2;
        while (end < chain.Count && end - at < 4 && chain[end].Is(WordFlags.AnyFamily) && IsPart(chain[end]))
        {
            end++;
        }

        if (chain[end].Is(WordFlags.NoPerson) || !IsPart(chain[at + 1]) || chain[at + 1].Is(WordFlags.Capitals) || chain[at].Is(WordFlags.Identifier | WordFlags.Capitals | WordFlags.PlaceBefore))
        {
            return end;
        }

        var apart = chain[at + 1].Start - chain[at].End > 2 || IsFirm(hunt.Text, chain, at, end) || chain[at].Is(WordFlags.Ordinary | WordFlags.NoPerson | WordFlags.Greeting);
        if (apart)
        {
            return end;
        }

        var field = at == 0 && end == chain.Count && IsField(hunt.Text, chain);
        return Add(hunt, chain, field || at > 0 || !BeginsSentence(hunt.Text, chain[0].Start) ? at : at + 1, end);
    }

    // A cell of a table or a value in quotes, with nothing else in it.
    private static bool IsField(ReadOnlySpan<byte> text, in WordChain chain) =>
        Bytes.At(text, chain[0].Start - 1) is (byte)',' or (byte)';' or (byte)'\t' or (byte)'"' or (byte)'|' && Bytes.At(text, chain.End) is (byte)',' or (byte)';' or (byte)'\t' or (byte)'"' or (byte)'|' or (byte)'\n';

    private static bool BeginsSentence(ReadOnlySpan<byte> text, int at)
    {
        var before = at - 1;
        while (before >= 0 && text[before] is (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'(' or (byte)'*')
        {
            before--;
        }

        return before < 0 || text[before] is (byte)'.' or (byte)'!' or (byte)'?' or (byte)':' or (byte)'\n' or (byte)'-';
    }

    // May be a part of a name: no ordinary word unless it is a name too, nothing from code.
    private static bool IsPart(Word word) =>
        word.End > word.Start && !word.Is(WordFlags.Identifier) && (word.Is(WordFlags.AnyName) || !word.Is(WordFlags.Ordinary | WordFlags.NoPerson | WordFlags.Title | WordFlags.Greeting | WordFlags.Capitals));

    private static int Add(Hunt hunt, in WordChain chain, int first, int end)
    {
        var start = chain[first].Start;
        hunt.Add(Kinds.Name, end == first + 1 && first == 0 ? NameContext.FamilyBefore(hunt.Text, start) : start, chain[end - 1].End);
        return end;
    }
}
