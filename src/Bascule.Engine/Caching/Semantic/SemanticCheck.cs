using Bascule.Engine.Caching.Semantic.Agreement;

namespace Bascule.Engine.Caching.Semantic;

/// <summary>
/// Compares the answer that would have been served with the one that was made. Where they differ the question is asked once more: only where the model differs even more from itself is it none of the cache's doing.
/// Whatever cannot be told counts as false.
/// </summary>
/// <param name="route">Whose they are.</param>
/// <param name="again">Asks the same question once more; null: it could not be.</param>
/// <param name="judge">Says whether two answers are the same; null in place of it or as its word: their words are compared.</param>
/// <param name="doubt">Called where they differ, before it is asked once more.</param>
public sealed class SemanticCheck(SemanticRoute route, Func<Task<string?>> again, Func<string, string, Task<bool?>>? judge = null, Action? doubt = null)
{
    /// <summary>Of checks that agree, so many are asked once more until the threshold is calibrated, and after that: the self-noise is measured where nothing is wrong too.</summary>
    private const double RepeatedAtFirst = 0.25, RepeatedLater = 0.02;

    private bool _agreed;

    /// <summary>Whether the older answer would have been a false one.</summary>
    public async Task<bool> IsWrongAsync(string older, string fresh)
    {
        var agreed = await CompareAsync(older, fresh);
        if (agreed.Same)
        {
            _agreed = true;
            return false;
        }

        doubt?.Invoke();
        if (await again() is not { } once)
        {
            return true;
        }

        var self = await CompareAsync(once, fresh);
        return self.Same || agreed.Score <= self.Score;    // as near is not nearer: answers of one number have no words to tell
    }

    /// <summary>Now and then, where the answers agreed: how far the model agrees with itself.</summary>
    /// <param name="dice">From 0 to 1.</param>
    public async Task MeasureAsync(string fresh, double dice)
    {
        if (_agreed && dice < (route.Noise.WantsMore ? RepeatedAtFirst : RepeatedLater) && await again() is { } repeated)
        {
            var itself = await CompareAsync(repeated, fresh);
            route.Repeat(itself.Score, itself.Same);
        }
    }

    private async Task<Agreed> CompareAsync(string one, string other)
    {
        var agreed = AnswerAgreement.Compare(one, other, route.Noise.Threshold);
        return judge is not null && agreed.IsOpenToJudge && await judge(one, other) is { } same ? agreed with { Differs = same ? null : "judge" } : agreed;
    }
}
