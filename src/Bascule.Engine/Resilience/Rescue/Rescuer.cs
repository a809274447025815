using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience.Rescue;

/// <summary>Has a committed stream that broke carried on by the candidates that are left, one after the other, until one brings it to its end.</summary>
/// <param name="enter">The next candidate that fits and has room.</param>
/// <param name="tryEnter">Whether one that was asked before has room.</param>
/// <param name="left">What is left of the whole call's time; null: no limit.</param>
/// <param name="ask">Makes one attempt.</param>
internal sealed class Rescuer(Call call, CallReport report, Func<Func<Target, bool>, ValueTask<Target?>> enter, Func<Target, bool> tryEnter, Func<TimeSpan?> left, Func<AttemptReport, ValueTask> ask)
{
    private const string NotKept = "what is asked is not carried on: several choices, a form of the answer, or a conversation that its provider keeps";

    private readonly HashSet<Target> _asked = [];    // of those that were asked before; bounded by the plan

    /// <summary>The record of a stream that may have to be carried on; null: its route does not want that, or what is asked does not allow it.</summary>
    /// <param name="writer">What writes the stream for the caller, where it is written; null: his dialect's events pass as they are.</param>
    public static AnswerRecord? NewRecord(Call call, AttemptReport made, AnswerStreamWriter? writer)
    {
        if (!call.Rescues || call.Decode().Value is not { Choices: 1, Output: null or { Kind: OutputKind.Text } } asked || asked.Foreign.Any(field => field.Binding))
        {
            return null;
        }

        return new AnswerRecord(
            writer ?? call.Dialect.NewStreamWriter(asked),
            began => call.AnswerModel is { } named ? began with { Model = named(made.Target) } : began);
    }

    /// <summary>Null: the answer is with the caller, whole. Else the failure that he is to be told.</summary>
    /// <param name="broken">The attempt that owns the answer and failed.</param>
    public async Task<Failure?> RunAsync(AttemptReport broken)
    {
        if (!call.Rescues || !call.Profile.Stream || !IsOfProvider(broken.Failure!))
        {
            return broken.Failure;
        }

        if (report.Race is { } race)
        {
            await race.LoserGoneAsync(broken);    // then whom it outran has given its place back, and can be asked again
        }

        for (var last = broken; ;)
        {
            if (broken.Record?.Stand() is not { } standing)
            {
                broken.NotCarriedOn = broken.Record is null ? NotKept : broken.Record.Obstacle;
                return broken.Failure;
            }

            if (left() <= TimeSpan.Zero || await NextAsync(broken.Target, standing) is not { } target)
            {
                broken.NotCarriedOn = "nobody is left who can go on";
                return broken.Failure;
            }

            last.Then = AttemptReport.ThenRescue;
            var made = report.Begin(target, AttemptKind.Rescue, TimeSpan.Zero, call.Time.GetUtcNow());
            made.CarriesOn = new CarryingOn(broken, broken.Record, standing, Used(broken));
            await ask(made);
            broken.Events = Math.Max(broken.Events, made.Events);
            if (made.Failure is not { } failure || failure.Kind is FailureKind.Cancelled or FailureKind.Draining)
            {
                return made.Failure;
            }

            last = made;
        }
    }

    /// <summary>A caller who left, a drain, or an answer that was withheld is nothing to be rescued from.</summary>
    private static bool IsOfProvider(Failure failure) => failure is
    {
        Blame: Blame.Provider,
        Kind: FailureKind.Broken or FailureKind.Timeout or FailureKind.UpstreamError or FailureKind.Overloaded or FailureKind.Unreachable or FailureKind.RateLimit,
    };

    /// <summary>The next candidate that can; when none is left, one that was cancelled because the other was faster, and at last once more the one whose stream broke.</summary>
    private async ValueTask<Target?> NextAsync(Target first, BreakPoint standing) =>
        await enter(target => Can(target, standing))
        ?? report.Attempts.Where(attempt => attempt.Failure?.Code == Ending.Outrun.Code).Select(attempt => attempt.Target).Append(first)
            .FirstOrDefault(target => Can(target, standing) && _asked.Add(target) && tryEnter(target));

    private bool Can(Target target, BreakPoint standing) => standing.Beginning.Length == 0 || Prefilling.Of(target) switch
    {
        PrefillForm.None => false,
        PrefillForm.PrefixRepeated => call.Decode().Value is not { Turns: [.., { Role: Role.Assistant }] },    // it would repeat the caller's own beginning, too
        _ => true,
    };

    /// <summary>What the caller heard of was used by these.</summary>
    private Usage Used(AttemptReport broken) => report.Attempts
        .Where(attempt => attempt.Produced && (attempt == broken || attempt.Kind == AttemptKind.Rescue))
        .Aggregate(default(Usage), (sum, attempt) => Usage.Sum(sum, attempt.Usage));
}
