using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>Counts a request's tokens: the first candidate's own provider is asked where it has an endpoint for it, else the gateway estimates.</summary>
public static class Counting
{
    public static async Task RunAsync(Call call, Errand errand, CallReport report, IReadOnlyList<Target> plan, CancellationToken cancel)
    {
        if (ErrandFit.Has(errand, plan[0]))
        {
            await AttemptLoop.RunAsync(call, report, [plan[0]], cancel);
            if (report.Failure is null or { Blame: Blame.Caller } || call.Caller.Committed)
            {
                return;
            }
        }

        // A provider that is away is no reason to know nothing.
        (report.Failure, report.Spent) = (null, false);
        var told = new ArrayBufferWriter<byte>(64);
        errand.WriteCount!(call.Tokens.Estimate(plan[0].Tokenizer, call.Profile), told);
        await Ending.SealAsync(call, report);
        if (call.Caller.TryClaim())
        {
            call.Caller.Open(call.Head(report, "application/json", told.WrittenCount));
            try
            {
                await call.Caller.WriteAsync(told.WrittenMemory, cancel);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                call.Caller.Abort();    // a caller who left is no bug of ours
            }
        }
    }
}
