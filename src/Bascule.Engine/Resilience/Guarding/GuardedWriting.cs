using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Rescue;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>
/// Between the hub's events and what writes them for the caller: the rules first, which see what the model said; then the record of what he has, in the upstream's
/// words, since whoever carries the stream on is an upstream too; then his own values.
/// </summary>
internal sealed class GuardedWriting
{
    private readonly AnswerRecord? _record;
    private readonly StreamRules? _rules;
    private readonly StreamRestorer? _restorer;
    private readonly List<AnswerEvent> _cleared = [];
    private readonly List<AnswerEvent> _restored = [];

    private GuardedWriting(AnswerRecord? record, StreamRules? rules, StreamRestorer? restorer) => (_record, _rules, _restorer) = (record, rules, restorer);

    public bool IsSilent => _rules is { IsSilent: true };

    /// <summary>What guards one attempt's stream; null: nothing does.</summary>
    /// <param name="record">Whose stream it is, where it may be carried on.</param>
    /// <param name="goesOn">It carries that stream on.</param>
    public static GuardedWriting? For(Call call, AnswerRecord? record, bool goesOn)
    {
        if (call.Guard is not { } guard)
        {
            return null;
        }

        var (rules, restorer) = goesOn ? record!.Guard : (guard.NewRules(), guard.NewRestorer());
        if (goesOn)
        {
            rules?.Forget();
        }
        else if (record is not null)
        {
            record.Guard = (rules, restorer);
        }

        return rules is null && restorer is null ? null : new GuardedWriting(record, rules, restorer);
    }

    /// <summary>Writes what may go out by now. Null, or why nothing more may.</summary>
    public Failure? Write(CrossFrames frames, AnswerEvent said, AttemptWriter into)
    {
        if (_rules is null)
        {
            Pass(frames, said, into);
            return null;
        }

        _rules.Take(said, _cleared);
        PassCleared(frames, into);
        return _rules.Failure;
    }

    public async ValueTask<Failure?> ConcludeAsync(CrossFrames frames, AttemptWriter into, CancellationToken cancel)
    {
        if (_rules is null)
        {
            return null;
        }

        await _rules.ConcludeAsync(_cleared, cancel);
        PassCleared(frames, into);
        return _rules.Failure;
    }

    public void Break(CrossFrames frames, AttemptWriter into)
    {
        _rules?.Break(_cleared);
        PassCleared(frames, into);
    }

    private void PassCleared(CrossFrames frames, AttemptWriter into)
    {
        foreach (var cleared in _cleared)
        {
            Pass(frames, cleared, into);
        }

        _cleared.Clear();
    }

    private void Pass(CrossFrames frames, AnswerEvent said, AttemptWriter into)
    {
        _record?.Take(said);
        if (_restorer is null)
        {
            frames.Put(said, into);
            return;
        }

        _restorer.Take(said, _restored);
        foreach (var restored in _restored)
        {
            frames.Put(restored, into);
        }

        _restored.Clear();
    }
}
