namespace Bascule.Sandbox.Lookalikes;

/// <summary>
/// Pairs of questions of the kind that Quora's duplicates are: written alike, and some of them mean another thing. Made by rule from word lists of our own, the same for the same seed.
/// What it is for: a cache that answers similar questions must not be fooled by it more often than it promises.
/// </summary>
/// <param name="seed">Decides everything.</param>
/// <param name="falseShare">The share of pairs that mean another thing, from 0 to 1.</param>
public sealed class LookalikeStream(int seed, double falseShare)
{
    private static readonly LookalikeKind[] Lures = [.. Enum.GetValues<LookalikeKind>().Where(kind => kind != LookalikeKind.Paraphrase)];

    private readonly Random _random = new(seed);

    /// <summary>The next pair, without end.</summary>
    public LookalikePair Next()
    {
        while (true)
        {
            var kind = _random.NextDouble() < falseShare ? Lures[_random.Next(Lures.Length)] : LookalikeKind.Paraphrase;
            var frame = LookalikeWords.Frames[_random.Next(LookalikeWords.Frames.Length)];
            var first = Fill(frame);
            var form = _random.Next(frame.Forms.Length);
            var second = first with { Form = kind == LookalikeKind.Paraphrase ? (form + 1 + _random.Next(frame.Forms.Length - 1)) % frame.Forms.Length : form };
            if (Lure(second, kind) is { } other && (other.Meaning == first.Meaning) == (kind == LookalikeKind.Paraphrase))
            {
                return new LookalikePair(first with { Form = form }, other, kind);
            }
        }
    }

    private LookalikeQuestion Fill(LookalikeFrame frame) => new(frame, 0, Pick(LookalikeWords.Things), Pick(LookalikeWords.Places), Pick(LookalikeWords.Places), _random.Next(2, 400), Pick(LookalikeWords.Turns)[_random.Next(2)], false, "");

    /// <summary>The same with one thing in it that means another; null: it has no place for that.</summary>
    private LookalikeQuestion? Lure(LookalikeQuestion asked, LookalikeKind kind) => kind switch
    {
        LookalikeKind.Paraphrase => asked,
        LookalikeKind.Number when asked.Has("{n}") => asked with { Number = asked.Number + _random.Next(1, 9) },
        LookalikeKind.Name when asked.Has("{p}") => asked with { Place = Pick(LookalikeWords.Places) },
        LookalikeKind.Swap when asked.Has("{q}") => asked with { Place = asked.Other, Other = asked.Place },
        LookalikeKind.Negation => asked with { Denied = true },
        LookalikeKind.Opposite when asked.Has("{t}") => asked with { Turn = LookalikeWords.Turns.First(pair => pair.Contains(asked.Turn)).First(word => word != asked.Turn) },
        LookalikeKind.Thing when asked.Has("{x}") => asked with { Thing = Pick(LookalikeWords.Things) },
        LookalikeKind.Qualifier => asked with { Qualifier = Pick(LookalikeWords.Qualifiers) },
        _ => null,
    };

    private T Pick<T>(T[] words) => words[_random.Next(words.Length)];
}

/// <summary>In what a pair differs.</summary>
public enum LookalikeKind
{
    /// <summary>In words alone: both mean the same.</summary>
    Paraphrase,
    Number,
    Name,

    /// <summary>Two names have changed places.</summary>
    Swap,
    Negation,
    Opposite,
    Thing,
    Qualifier,
}

/// <summary>Two questions, and in what they differ.</summary>
public sealed record LookalikePair(LookalikeQuestion First, LookalikeQuestion Second, LookalikeKind Kind)
{
    public bool MeansTheSame => Kind == LookalikeKind.Paraphrase;
}
