namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Words with capitals in a row, with what joins the parts of a name between them.</summary>
internal ref struct WordChain
{
    public const int MaxWords = 8;

    private readonly Span<Word> _words;

    private WordChain(Span<Word> words) => _words = words;

    public int Count { get; private set; }

    /// <summary>Where the last word ends.</summary>
    public int End { get; private set; }

    public readonly Word this[int at] => at < Count ? _words[at] : default;

    public static WordChain Read(ReadOnlySpan<byte> text, int at, Span<Word> words)
    {
        var chain = new WordChain(words);
        while (chain.Count < MaxWords)
        {
            var word = Word.At(text, at);
            chain._words[chain.Count++] = word;
            chain.End = Math.Max(at + 1, word.End);
            var next = word.Is(WordFlags.Identifier) ? 0 : Next(text, word);
            if (next == 0)
            {
                break;
            }

            at = next;
        }

        return chain;
    }

    // Where the next word of the row begins: behind a space, a hyphen, the dot of a title or an initial, or small words like 'von der'.
    private static int Next(ReadOnlySpan<byte> text, Word word)
    {
        var at = word.End;
        if (Bytes.At(text, at) == '-' && Word.IsCapital(text, at + 1))
        {
            return at + 1;
        }

        if (Bytes.At(text, at) == '.' && word.Is(WordFlags.Title | WordFlags.Initial | WordFlags.PlaceBefore))
        {
            at++;
        }

        if (Bytes.At(text, at) != ' ' || at >= text.Length)
        {
            return 0;
        }

        at++;
        for (var particles = 0; particles < 3 && at < text.Length && !Word.IsCapital(text, at); particles++)
        {
            var particle = Word.Read(text, at, out var key);
            if ((WordTable.Find(key) & WordFlags.Particle) == 0 || particle == at)
            {
                return 0;
            }

            at = particle + (Bytes.At(text, particle) == ' ' ? 1 : Word.Joint(text, particle));
            if (at == particle)
            {
                return 0;
            }
        }

        return at < text.Length && Word.IsCapital(text, at) ? at : 0;
    }
}
