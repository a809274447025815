using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Hedging;

namespace Bascule.Engine.Resilience;

/// <summary>How a committed answer ends: the row first, the last bytes after it.</summary>
internal static class Ending
{
    public static Failure Outrun { get; } = new(Blame.Gateway, FailureKind.Cancelled, "outrun", "Another attempt owns the answer.") { IsOurs = true };

    /// <summary>Delivers a whole answer. Null: the caller has it.</summary>
    /// <param name="kept">What whoever keeps turns is told.</param>
    /// <param name="isStream">It is told as a stream, whose length nobody is told.</param>
    public static async ValueTask<Failure?> DeliverAsync(
        Call call, CallReport report, AttemptReport made, AttemptClock clock, ReadOnlyMemory<byte> bytes, string type, ReadOnlyMemory<byte> kept = default, bool isStream = false)
    {
        if (!report.TryCommit(made, call.Caller))
        {
            return Outrun;
        }

        call.Answered?.Invoke(made, kept);
        call.Caller.Foresee(bytes.Span, type);
        await SealAsync(call, report, made, clock);
        call.Caller.Open(call.Head(report, type, isStream ? null : bytes.Length));
        clock.Hold();
        await call.Caller.WriteAsync(bytes, clock.Token);
        return null;
    }

    /// <summary>Writes the row, unless it is written.</summary>
    public static ValueTask SealAsync(Call call, CallReport report, AttemptReport made, AttemptClock clock)
    {
        made.TotalMs = clock.ElapsedMs;
        return SealAsync(call, report);
    }

    /// <summary>A committed answer broke: the caller learns it in his own dialect, or by a broken connection where there is no place for words.</summary>
    public static async Task TellFailureAsync(Call call, CallReport report, AttemptReport made, Failure failure, CancellationToken cancel)
    {
        report.Failure = failure;
        await SealAsync(call, report);
        if (failure.Kind == FailureKind.Cancelled || !call.Profile.Stream)
        {
            call.Caller.Abort();
            return;
        }

        try
        {
            var told = new System.Buffers.ArrayBufferWriter<byte>(256);
            call.Dialect.WriteStreamError(failure, call.RequestId, made.Events, told);
            await call.Caller.WriteAsync(told.WrittenMemory, cancel);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            call.Caller.Abort();
        }
    }

    /// <inheritdoc cref="SealAsync(Call, CallReport, AttemptReport, AttemptClock)"/>
    public static ValueTask SealAsync(Call call, CallReport report)
    {
        if (report.Sealed)
        {
            return default;
        }

        report.Sealed = true;
        return report is { Race: { } race, Committed: { } winner } ? SealAfterAsync(race, winner, call, report) : call.Seal(report);
    }

    private static async ValueTask SealAfterAsync(Race race, AttemptReport winner, Call call, CallReport report)
    {
        await race.LoserGoneAsync(winner);
        await call.Seal(report);
    }
}
