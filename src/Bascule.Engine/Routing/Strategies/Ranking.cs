using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>Why a strategy ordered as it did: stored with the request, shown by <c>explain</c>.</summary>
/// <param name="By">What the scores count and who goes first by them, in plain words.</param>
/// <param name="Scores">Each candidate's figure; null: not known.</param>
public sealed record Ranking(string By, IReadOnlyList<Score> Scores)
{
    /// <summary>Sorts by score, the least first and the unknown last; equals stay in the operator's order.</summary>
    internal static Score[] SortLeastFirst(List<Target> candidates, Func<Target, decimal?> scoreOf)
    {
        var scores = new Score[candidates.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            // Insertion: stable, and a route has few candidates.
            var score = new Score(candidates[i], scoreOf(candidates[i]));
            var place = i;
            for (; place > 0 && score.IsBefore(scores[place - 1]); place--)
            {
                scores[place] = scores[place - 1];
            }

            scores[place] = score;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            candidates[i] = scores[i].Target;
        }

        return scores;
    }
}

/// <summary>One candidate's figure.</summary>
public readonly record struct Score(Target Target, decimal? Value)
{
    internal bool IsBefore(Score other) => Value is { } value && (other.Value is not { } others || value < others);
}
