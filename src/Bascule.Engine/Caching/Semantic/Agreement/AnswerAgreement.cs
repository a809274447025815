using Bascule.Engine.Caching.Semantic.Reading;

namespace Bascule.Engine.Caching.Semantic.Agreement;

/// <summary>
/// Whether two answers say the same. Numbers, JSON and code must agree exactly, names nearly; past that their words must overlap as far as two answers to one question of this route do, or a judge must say so.
/// </summary>
public static class AnswerAgreement
{
    /// <summary>A long answer may name one thing more; a short one is about what it names.</summary>
    private const double NamesAlike = 0.8;

    /// <summary>Words up to which a denial or an opposite turns the whole answer.</summary>
    private const int Short = 60;

    /// <summary>Compares two answers.</summary>
    /// <param name="threshold">From which overlap of words on they say the same.</param>
    public static Agreed Compare(string one, string other, double threshold)
    {
        if (one.AsSpan().Trim().SequenceEqual(other.AsSpan().Trim()))
        {
            return new Agreed(null, 1) { Identical = true };
        }

        var json = JsonAgreement.Compare(one, other);
        if (json == true)
        {
            return new Agreed(null, 1) { Identical = true };
        }

        var (first, second) = (TextFacts.Of(one, isAnswer: true), TextFacts.Of(other, isAnswer: true));
        var score = Overlap(first.Words, second.Words);
        var differs = json == false ? "json"
            : !first.Code.SequenceEqual(second.Code) ? "code"
            : !first.Numbers.Order(StringComparer.Ordinal).SequenceEqual(second.Numbers.Order(StringComparer.Ordinal)) ? "numbers"
            : Alike(first.Names, second.Names) < NamesAlike ? "names"
            : Math.Max(first.Words.Count, second.Words.Count) <= Short && !SameTurn(first, second) ? "negation"
            : null;
        return differs is not null ? new Agreed(differs, score) : new Agreed(score >= threshold ? null : "words", score);
    }

    /// <summary>How far the words of two answers overlap, from 0 to 1: twice what they share over what they have, and what carries nothing counts nothing.</summary>
    private static double Overlap(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var left = Count(one);
        var right = Count(other);
        if (left.Count == 0 || right.Count == 0)
        {
            // Nothing but small words: then those are what is said.
            return one.SequenceEqual(other) ? 1 : 0;
        }

        var shared = left.Sum(pair => Math.Min(pair.Value, right.GetValueOrDefault(pair.Key)));
        return 2.0 * shared / (left.Values.Sum() + right.Values.Sum());
    }

    private static Dictionary<string, int> Count(IReadOnlyList<string> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (!TextWords.IsEmpty(word))
            {
                var stem = Stem(word);
                counts[stem] = counts.GetValueOrDefault(stem) + 1;
            }
        }

        return counts;
    }

    /// <summary>Roughly: what a plural and a tense add is no other word.</summary>
    private static string Stem(string word) => word.Length <= 4 ? word
        : word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 6 ? word[..^3]
        : word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("es", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') ? word[..^1] : word;

    /// <summary>Names that both have over names that either has.</summary>
    private static double Alike(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var (left, right) = (one.ToHashSet(StringComparer.Ordinal), other.ToHashSet(StringComparer.Ordinal));
        var all = left.Union(right).Count();
        return all == 0 ? 1 : (double)left.Intersect(right).Count() / all;
    }

    private static bool SameTurn(TextFacts one, TextFacts other) => one.Negations % 2 == other.Negations % 2 && one.Turns.Order(StringComparer.Ordinal).SequenceEqual(other.Turns.Order(StringComparer.Ordinal));
}

/// <summary>What a comparison came to.</summary>
/// <param name="Differs">What differs, in a word; null: they say the same. <c>words</c>: nothing but the words, which a judge may forgive.</param>
/// <param name="Score">How far their words overlap, from 0 to 1.</param>
public readonly record struct Agreed(string? Differs, double Score)
{
    public bool Same => Differs is null;

    /// <summary>They are the same letter for letter, or as JSON.</summary>
    public bool Identical { get; init; }

    /// <summary>A judge may decide: nothing that must be exact differs.</summary>
    public bool IsOpenToJudge => !Identical && Differs is null or "words";
}
