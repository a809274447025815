using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Limits;

/// <summary>Tokens per byte by script, what a turn costs beside its words, and what tools do: one model's, as far as they are learned. Guarded by its owner.</summary>
internal sealed class TokenRates
{
    private const int Kinds = 8;

    /// <summary>How far one request may move them.</summary>
    private const double MostFactor = 8;

    /// <summary>What the latest request of a model weighs: the older the more is forgotten, for prompts and tokenizers change.</summary>
    private const double Latest = 0.1;

    /// <summary>And among all models: they differ, so that no single one may pull.</summary>
    private const double LatestOfAll = 0.01;

    /// <summary>Errors kept for the figures.</summary>
    private const int MaxErrors = 256;

    /// <summary>How many times its estimate a request may have before enough is learned to say.</summary>
    private const double UnlearnedMost = 2;

    /// <summary>Fewer requests have no hundredth.</summary>
    private const int FewestForMost = 100;

    /// <summary>The bound is looked for once in so many requests.</summary>
    private const int Often = 16;

    /// <summary>Today's tokenizers, roughly: five bytes of Latin words a token, a few tokens for each turn, tools in forms shorter than their JSON with some words about them.</summary>
    private static readonly double[] Priors = [0.2, 0.2, 0.26, 0.3, 0.35, 3, 0.12, 12];

    private readonly double[] _rates;
    private readonly double[] _errors = new double[MaxErrors];
    private readonly float[] _ratios = new float[MaxErrors];
    private long _learned;

    private readonly bool _ofAll;
    private double _most = UnlearnedMost;

    /// <param name="all">What all models taught, to begin with; null: these are those.</param>
    public TokenRates(TokenRates? all = null) => (_ofAll, _rates) = (all is null, [.. all?._rates ?? Priors]);

    public double Estimate(RequestProfile profile)
    {
        Span<double> counts = stackalloc double[Kinds];
        Fill(counts, profile);
        return Sum(counts);
    }

    /// <summary>Each kind is moved by its share in the estimate, so that what a request has little of is hardly touched.</summary>
    public void Learn(RequestProfile profile, long tokens)
    {
        Span<double> counts = stackalloc double[Kinds];
        Fill(counts, profile);
        var estimate = Sum(counts);
        _errors[_learned % MaxErrors] = Math.Abs(estimate - tokens) / tokens;
        _ratios[_learned % MaxErrors] = (float)(tokens / estimate);
        _learned++;
        LearnMost();
        var factor = Math.Log(Math.Clamp(tokens / estimate, 1 / MostFactor, MostFactor));
        var weight = _ofAll ? LatestOfAll : Math.Max(Latest, 1.0 / (_learned + 1));
        for (var kind = 0; kind < Kinds; kind++)
        {
            _rates[kind] = Math.Clamp(_rates[kind] * Math.Exp(factor * weight * counts[kind] * _rates[kind] / estimate), Priors[kind] / MostFactor, Priors[kind] * MostFactor);
        }
    }

    /// <summary>How many times its estimate all but one request in a hundred have at most; while few have come, the most that any had, and no less than twice.</summary>
    public double Most => _most;

    private void LearnMost()
    {
        if (_learned > FewestForMost && _learned % Often != 0)
        {
            return;
        }

        var count = (int)Math.Min(_learned, MaxErrors);
        Span<float> sorted = stackalloc float[MaxErrors];
        _ratios.AsSpan(0, count).CopyTo(sorted);
        sorted[..count].Sort();
        _most = count < FewestForMost ? Math.Max(UnlearnedMost, sorted[count - 1]) : Math.Max(1, sorted[Math.Min(count - 1, (int)(count * 0.99))]);
    }

    public TokenError? Error()
    {
        var count = (int)Math.Min(_learned, MaxErrors);
        if (count == 0)
        {
            return null;
        }

        var sorted = _errors[..count];
        Array.Sort(sorted);
        return new TokenError(_learned, sorted.Average(), At(0.5), At(0.95), At(0.99));

        double At(double share) => sorted[Math.Min(count - 1, (int)(share * count))];
    }

    private double Sum(ReadOnlySpan<double> counts)
    {
        var sum = 0.0;
        for (var kind = 0; kind < Kinds; kind++)
        {
            sum += counts[kind] * _rates[kind];
        }

        return sum;
    }

    private static void Fill(Span<double> counts, RequestProfile profile)
    {
        var text = profile.Text;
        (counts[0], counts[1], counts[2], counts[3], counts[4]) = (text.Latin, text.Cyrillic, text.Cjk, text.Other, text.Code);
        counts[5] = profile.Turns + 1;
        counts[6] = profile.ToolBytes;
        counts[7] = (profile.Features & RequestFeatures.Tools) != 0 ? 1 : 0;
    }
}
