using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>
/// Of two candidates drawn, the one that answers sooner goes first: by its first-token time and its tokens per second, the busier the slower. Two drawn and not the best of all, because everybody
/// would run to the best at once. Of whom nothing is known, one caller at a time finds out; for the others it stands last.
/// </summary>
internal sealed class Fastest : IStrategy
{
    /// <summary>The length of an answer where the caller sets no smaller bound.</summary>
    private const long UsualTokens = 256;

    public string Name => "fastest";

    public Ranking? Order(List<Target> candidates, in Occasion occasion)
    {
        var tokens = Math.Min(occasion.Profile.MaxOutputTokens ?? UsualTokens, UsualTokens);
        var scores = Ranking.SortLeastFirst(candidates, target => ExpectedMs(target, tokens));
        var take = !occasion.IsRehearsal;
        if (candidates.FindIndex(target => !target.State.Pace.Read().IsKnown && target.State.Pace.TryTurn(take)) is >= 0 and var unknown)
        {
            ToFront(candidates, unknown);
            return new Ranking("expected milliseconds; the first is tried because nothing new is known of it", scores);
        }

        // The lesser draws are the pair; sorted by time already, so the sooner of the two is the one that stands further ahead.
        var known = scores.Count(score => score.Value is not null);
        if (known > 2)
        {
            var (first, second) = (double.MaxValue, double.MaxValue);
            var (at, also) = (0, 0);
            for (var i = 0; i < known; i++)
            {
                var draw = occasion.Draw(candidates[i].Deployment.Name);
                if (draw < first)
                {
                    (second, also, first, at) = (first, at, draw, i);
                }
                else if (draw < second)
                {
                    (second, also) = (draw, i);
                }
            }

            ToFront(candidates, Math.Min(at, also));
        }

        return new Ranking("expected milliseconds, the sooner of two drawn first", scores);
    }

    private static decimal? ExpectedMs(Target target, long tokens)
    {
        var pace = target.State.Pace.Read();
        return pace.IsKnown ? (decimal)Math.Round(Math.Min(pace.ExpectedMs(tokens) * (1 + target.State.Load), 1e9), 1) : null;
    }

    private static void ToFront(List<Target> candidates, int at)
    {
        var target = candidates[at];
        candidates.RemoveAt(at);
        candidates.Insert(0, target);
    }
}
