using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>All lists in one table, by the word without case and accents.</summary>
internal static class WordTable
{
    private static readonly SearchValues<char> Umlauts = SearchValues.Create("äöüÄÖÜ");

    private static readonly FrozenDictionary<ulong, WordFlags> Flags = Build();

    private static readonly FrozenSet<(ulong, ulong)> Firms = OtherWords.Firms.Split((char[])['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(firm => firm.Trim().Split(' ')).Where(words => words.Length > 1).Select(words => (Key(words[0]), Key(words[1]))).ToFrozenSet();

    /// <summary>Whether the two words together are a firm, a brand or a town.</summary>
    public static bool IsFirm(ulong first, ulong second) => Firms.Contains((first, second));

    public static WordFlags Find(ulong key) => Flags.GetValueOrDefault(key);

    private static FrozenDictionary<ulong, WordFlags> Build()
    {
        var table = new Dictionary<ulong, WordFlags>();
        Add(table, GivenNames.Clear, WordFlags.Given);
        Add(table, GivenNames.Ambiguous, WordFlags.MaybeGiven);
        Add(table, FamilyNames.Clear, WordFlags.Family);
        Add(table, FamilyNames.Ambiguous, WordFlags.MaybeFamily);
        Add(table, OtherWords.Titles, WordFlags.Title);
        Add(table, OtherWords.Greetings, WordFlags.Greeting);
        Add(table, OtherWords.Ordinary, WordFlags.Ordinary);
        Add(table, OtherWords.NoPerson, WordFlags.NoPerson);
        Add(table, OtherWords.PlaceBefore, WordFlags.PlaceBefore);
        Add(table, OtherWords.Particles, WordFlags.Particle);
        return table.ToFrozenDictionary(entry => entry.Key, entry => Settled(entry.Value));
    }

    // A doubt weighs more than a list, and what is an ordinary word is never a name by itself.
    private static WordFlags Settled(WordFlags flags)
    {
        if ((flags & WordFlags.MaybeGiven) != 0 || ((flags & WordFlags.Given) != 0 && (flags & (WordFlags.Ordinary | WordFlags.NoPerson | WordFlags.PlaceBefore)) != 0))
        {
            flags = (flags & ~WordFlags.Given) | WordFlags.MaybeGiven;
        }

        if ((flags & WordFlags.MaybeFamily) != 0 || ((flags & WordFlags.Family) != 0 && (flags & (WordFlags.Ordinary | WordFlags.NoPerson | WordFlags.PlaceBefore)) != 0))
        {
            flags = (flags & ~WordFlags.Family) | WordFlags.MaybeFamily;
        }

        return flags;
    }

    private static void Add(Dictionary<ulong, WordFlags> table, string words, WordFlags flag)
    {
        foreach (var word in words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            // Of what is written with a hyphen only the last part is a word of its own.
            var last = word[(word.LastIndexOf('-') + 1)..];
            Put(table, last, flag);
            if (last.AsSpan().ContainsAny(Umlauts))
            {
                Put(table, last.Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue").Replace("Ä", "Ae").Replace("Ö", "Oe").Replace("Ü", "Ue"), flag);
            }
        }
    }

    private static void Put(Dictionary<ulong, WordFlags> table, string word, WordFlags flag)
    {
        var key = Key(word);
        table[key] = table.GetValueOrDefault(key) | flag;
    }

    private static ulong Key(string word)
    {
        _ = Word.Read(Encoding.UTF8.GetBytes(word), 0, out var key);
        return key;
    }
}
