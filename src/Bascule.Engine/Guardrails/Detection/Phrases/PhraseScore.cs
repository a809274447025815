using Bascule.Engine.Guardrails.Detection.Names;

namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>Looks for attempts to turn a model round: marks of chat templates, and words whose concepts stand in a row.</summary>
internal static class PhraseScore
{
    // How many words with a concept are remembered; the longest pattern with its gaps needs fewer.
    private const int Memory = 16;

    public static void Find(Hunt hunt)
    {
        Span<Hit> room = stackalloc Hit[Hits.Max];
        var hits = new Hits(room);
        Marks(hunt, ref hits);
        Words(hunt, ref hits);
        hits.Settle(hunt);
    }

    private static void Marks(Hunt hunt, ref Hits hits)
    {
        for (var i = 0; i < Patterns.Marks.Length; i++)
        {
            var (mark, weight) = Patterns.Marks[i];
            var from = 0;
            for (var at = hunt.Text.IndexOf(mark); at >= 0; at = hunt.Text[from..].IndexOf(mark))
            {
                var start = from + at;
                from = start + mark.Length;
                hits.Add(hunt, new Hit(Kinds.Injection, Patterns.Rows.Length + i, weight, start, from));
            }
        }
    }

    private static void Words(Hunt hunt, ref Hits hits)
    {
        var text = hunt.Text;
        Span<Seen> seen = stackalloc Seen[Memory];
        int count = 0, index = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = Word.Read(text, at, out var key);
            if (end == at)
            {
                index += Pause(text[at++]);
                continue;
            }

            index++;
            var concepts = ConceptWords.Find(key) | (IsPersona(text[at..end]) ? Concepts.Persona : Concepts.None);
            if (concepts != Concepts.None)
            {
                seen[count++ % Memory] = new Seen(concepts, index, at, end);
                Match(hunt, seen, count, ref hits);
            }

            at = end;
        }
    }

    // A comma is as far as two words; behind the end of a sentence nothing belongs to the words before.
    private static int Pause(byte sign) => sign switch
    {
        (byte)',' => 2,
        (byte)'.' or (byte)';' or (byte)'!' or (byte)'?' => 10,
        _ => 0,
    };

    // Names that jailbreaks give the model, always in capitals.
    private static bool IsPersona(ReadOnlySpan<byte> word) => word.SequenceEqual("DAN"u8) || word.SequenceEqual("STAN"u8) || word.SequenceEqual("DUDE"u8);

    private static void Match(Hunt hunt, scoped ReadOnlySpan<Seen> seen, int count, ref Hits hits)
    {
        var last = seen[(count - 1) % Memory];
        for (var i = 0; i < Patterns.Rows.Length; i++)
        {
            ref readonly var pattern = ref Patterns.Rows[i];
            if ((pattern.Last & last.Concepts) != 0 && hunt.Wants(pattern.Kind))
            {
                var start = Start(pattern, seen, count);
                if (start >= 0)
                {
                    hits.Add(hunt, new Hit(pattern.Kind, i, pattern.Weight, start, last.End));
                }
            }
        }
    }

    // Goes back from the last concept to the first, each the nearest that fits; below 0 where one is missing.
    private static int Start(in Pattern pattern, scoped ReadOnlySpan<Seen> seen, int count)
    {
        var at = seen[(count - 1) % Memory];
        var back = 2;
        for (var row = pattern.Row.Length - 2; row >= 0; row--)
        {
            for (; ; back++)
            {
                if (back > Math.Min(count, Memory))
                {
                    return -1;
                }

                var earlier = seen[(count - back) % Memory];
                if (at.Index - earlier.Index - 1 > (row == 0 ? pattern.Gap : pattern.Inner))
                {
                    return -1;
                }

                if ((earlier.Concepts & pattern.Row[row]) != 0)
                {
                    at = earlier;
                    back++;
                    break;
                }
            }
        }

        return at.Start;
    }

    private readonly record struct Seen(Concepts Concepts, int Index, int Start, int End);
}
