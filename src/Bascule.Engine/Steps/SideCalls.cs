using System.IO.Pipelines;
using Bascule.Engine.Caching.Semantic.Reading;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Paying;
using Bascule.Engine.Resilience.Reasoning;
using Bascule.Engine.Resilience.Retries;
using Bascule.Engine.Routing;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Steps;

/// <summary>Puts questions to one deployment besides and reads what it says. No caller waits for it or sees it; each has a row of its own, and the operator pays.</summary>
public sealed partial class SideCalls(Bookkeeper bookkeeper, TokenEstimator tokens, OutputLengths outputs, KeptReasoning reasoning, GatewayMeters meters, DrainEnd drain, TimeProvider time, ILogger<SideCalls> logger)
{
    /// <summary>An answer of words past this is not compared.</summary>
    private const int MaxAnswer = 1024 * 1024;

    /// <summary>The words of its answer; null: it failed, or answered something else than words.</summary>
    /// <param name="kind">The row's: <see cref="LedgerRow.Shadow"/> or <see cref="LedgerRow.Judge"/>.</param>
    /// <param name="to">Policy lets it see this.</param>
    internal async Task<string?> AskAsync(SideQuestion question, string kind, Target to)
    {
        if (to.IsCooling || Planner.LeftOut(to) is not null || RequestScan.Read(question.Body.Span, question.Dialect.Shape, question.Address).Value is not { } profile)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var begun = question.Asked with { Id = Guid.CreateVersion7(now), At = now, Kind = kind, Stream = profile.Stream, DialectIn = question.Dialect.Name };
        var aside = new Aside(question, begun, to, bookkeeper.Begin(begun), time.GetTimestamp());
        var report = new CallReport();
        var text = await RunAsync(aside, profile, report);
        if (!report.Sealed)
        {
            await SealAsync(aside, report);
        }

        AttemptMeters.Record(meters, report);
        return report.Failure is null ? text : null;
    }

    private async Task<string?> RunAsync(Aside aside, RequestProfile profile, CallReport report)
    {
        var question = aside.Question;
        string? type = null;
        try
        {
            await using var into = new FirstBytes(MaxAnswer);
            var pipe = PipeWriter.Create(into, new StreamPipeWriterOptions(leaveOpen: true));
            using var body = RequestBody.Of(question.Body.Span);
            await using (var answer = new AnswerWriter(pipe, head => type = head.ContentType, static () => { }, time))
            {
                await AttemptLoop.RunAsync(NewCall(aside, profile, body, answer, report), report, [aside.To], CancellationToken.None);
            }

            await pipe.CompleteAsync();
            return report.Failure is null && type is not null && into.Whole is { } whole ? AnswerText.Of(question.Dialect, type, profile.Stream, whole) : null;
        }
        catch (Exception bug)
        {
            // Nobody else would see it. The message is not logged, it may hold a caller's words.
            Log.Bug(logger, aside.Begun.Id, bug.GetType().Name, bug.StackTrace ?? "");
            report.Failure = new Failure(Blame.Gateway, FailureKind.Internal, "internal_error", "The gateway failed on this request.");
            return null;
        }
    }

    private Call NewCall(Aside aside, RequestProfile profile, RequestBody body, AnswerWriter answer, CallReport report) => new()
    {
        Dialect = aside.Question.Dialect,
        Body = body,
        Profile = profile,
        Address = aside.Question.Address,
        Query = aside.Question.Query,
        Headers = aside.Question.Headers,
        Retries = RetryOptions.None,
        Tokens = tokens,
        Payer = new Payer(aside.Question.Purse, outputs, aside.Begun.Route!, aside.Begun.At),
        Caller = answer,
        Head = static (_, type, length) => new AnswerHead(200, type) { Length = length },
        Seal = made => SealAsync(aside, made),
        RequestId = aside.Begun.Id.ToString("D"),
        IsShadow = true,
        Draining = drain.Reached,
        Reasoning = (reasoning, ""),
        Time = time,
    };

    private async ValueTask SealAsync(Aside aside, CallReport report)
    {
        var total = time.GetElapsedTime(aside.Since);
        var settled = Account.Settle(
            aside.Begun, aside.Begun.Stream, report, report.Failure is { } failure ? aside.Question.Dialect.StatusOf(failure) : 200, total, total - time.GetElapsedTime(0, report.WaitTicks),
            Decision.OfShadow(aside.Question.Asked.Id, aside.To, report.Last), LedgerProvenance.Of(null, null, report.Last?.Fingerprint, report.Last?.AnswerId));
        if (!await aside.Receipt.SettleAsync(settled))
        {
            meters.AtRisk.Add(1);
        }
    }

    private sealed record Aside(SideQuestion Question, LedgerRow Begun, Target To, Receipt Receipt, long Since);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Check {Id}: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, Guid id, string type, string stack);
    }
}
