using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Telemetry;

namespace Bascule.Engine.Steps;

/// <summary>Step 5 of the journey: an answer that is known already is given again, and one that is under way for somebody else is shared.</summary>
public sealed class CachingStep(CacheKeys keys, AnswerCache cache, FlightTable flights, AskingStep asking, SemanticStep semantic, SemanticLearning learning, GatewayMeters meters, TimeProvider time)
{
    /// <summary>How many who lead may fail upstream before those who wait take it for the answer to all of them.</summary>
    public const int MostFailures = 3;

    private static Failure NotKnown { get; } = new(Blame.Caller, FailureKind.Timeout, "cache_miss", "No answer to this is in the cache, and 'x-bascule-cache: only' asks for no other.")
    {
        IsOurs = true, Param = "x-bascule-cache", Mend = "Ask without the header.",
    };

    /// <summary>The cache may have a part in it.</summary>
    internal static bool Concerns(Exchange exchange) => exchange.Route!.Options.Cache is not null || exchange.Inquiry.CacheWish == CacheWish.Only;

    /// <summary>Gives the caller an answer that was made for another, or says in the report why he gets none. False: it has to be asked.</summary>
    /// <param name="seal">Settles the request's row.</param>
    internal async Task<bool> AnswerAsync(Exchange exchange, Func<CallReport, ValueTask> seal)
    {
        var inquiry = exchange.Inquiry;
        exchange.Recall = NewRecall(exchange);
        if (exchange.Recall is not { Key: { } key } recall)
        {
            return inquiry.CacheWish == CacheWish.Only && Refuse(exchange, NotKnown);
        }

        var serving = new Serving(exchange, recall, seal, time);
        var reads = inquiry.CacheWish != CacheWish.Refresh;
        if (reads && cache.TryFind(key, out var known) && await serving.TryServeAsync(known, Recall.Hit))
        {
            return Count(exchange, recall);
        }

        if (inquiry.CacheWish == CacheWish.Only)
        {
            return await FindAsync(exchange, recall, serving) is { } kept && await serving.TryServeAsync(kept, recall.Word) ? Count(exchange, recall) : Refuse(exchange, NotKnown);
        }

        asking.KeepAlive(exchange);
        for (var (joins, failures) = (reads, 0); ;)
        {
            var flight = flights.JoinOrLead(key, joins, recall.Form, exchange.Report, inquiry.Timeout, out var leads);
            if (leads)
            {
                recall.Lead(flight, inquiry.Left);
                return (reads && await LandKnownAsync(exchange, recall, serving)) || Ask(exchange, flight);
            }

            using var joining = new Joining(exchange, recall, flight, serving, time);
            if (await joining.RunAsync() is not { } landing)
            {
                return Count(exchange, recall);
            }

            // Nobody's answer, or none for this caller: he asks alone. A failure before the answer began: one of those who waited leads now, the others wait for him.
            joins = !landing.Claimed;
            failures += landing.IsLeadersOwn || landing.Claimed ? 0 : 1;
            if (failures == MostFailures || landing is { IsLeadersOwn: false, Failure.Kind: FailureKind.Draining })
            {
                recall.Word = Recall.Joined;
                return Refuse(exchange, landing.Failure!);
            }
        }
    }

    /// <summary>The request's row is written: its answer, if it is one for others too, is kept and given to those who wait.</summary>
    internal void Sealed(Exchange exchange)
    {
        if (exchange is not { Recall: { Leads: { } flight, Answer: null } recall, Report: { Committed: { } made } report })
        {
            return;
        }

        var (key, tape) = (recall.Key!.Value, flight.Tape);
        if (report.Failure is not null || !tape.IsProved)
        {
            tape.Break();
            if (report.Failure is null)
            {
                learning.Answered(exchange, key, null);
            }

            flights.Land(key, flight, new Landing(null, report.Failure, Claimed: true, IsOwn(exchange, report.Failure)));
            return;
        }

        var answer = AnswerOf(exchange, recall, made, tape.Bytes, tape.ContentType!);
        var isKept = IsKept(exchange, made, answer);
        if (isKept)
        {
            cache.Keep(key, answer, exchange.Inquiry.At, exchange.Route!.Options.Cache!.Durable);
        }

        learning.Answered(exchange, key, isKept ? answer.Until : null);

        tape.End();
        flights.Land(key, flight, new Landing(answer));
    }

    /// <summary>The request is over. Whatever became of it, those who wait learn it.</summary>
    internal async ValueTask LandAsync(Exchange exchange)
    {
        if (exchange.Recall is not { Leads: { } flight } recall)
        {
            return;
        }

        var failure = exchange.Report.Failure;
        flight.Tape.Break();
        flights.Land(recall.Key!.Value, flight, new Landing(null, failure, exchange.Report.IsCommitted, IsOwn(exchange, failure)));
        try
        {
            await exchange.Inquiry.Answer.StopRecordingAsync();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // He left, and that was told to whoever asked for him.
        }

        recall.Arrive();
    }

    private Recall? NewRecall(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        if (exchange.Route!.Options.Cache is null || inquiry.CacheWish == CacheWish.NoStore || inquiry.Form is not null)
        {
            return null;
        }

        var keyed = keys.Of(CacheAsking.QuestionOf(exchange));
        return new Recall(keyed.Key, keyed.Why, AnswerForm.Of(inquiry.Dialect, inquiry.Errand, inquiry.Profile!, inquiry.Body!.Bytes.Span), time.GetUtcNow());
    }

    /// <summary>What one who leads looks for before he asks: it may have been kept a moment ago, or durably. Those who wait for him get it too.</summary>
    private async ValueTask<bool> LandKnownAsync(Exchange exchange, Recall recall, Serving serving)
    {
        if (await FindAsync(exchange, recall, serving) is not { } known || serving.By(known) is null)
        {
            return false;    // one that he may not have is no end of his flight: he asks, and who waits for him goes on waiting
        }

        flights.Land(recall.Key!.Value, recall.Leads!, new Landing(known) { Similarity = recall.Similarity });
        return await serving.TryServeAsync(known, recall.Word) && Count(exchange, recall);
    }

    /// <summary>The kept answer to this very question. Who finds none here may look for one to a question that means the same.</summary>
    private async ValueTask<CachedAnswer?> FindAsync(Exchange exchange, Recall recall, Serving serving)
    {
        CachedAnswer? known;
        using (exchange.Report.Wait(time))
        {
            known = await cache.FindAsync(recall.Key!.Value, exchange.Inquiry.Left);
        }

        recall.Word = known is null ? Recall.Miss : Recall.Hit;
        if (known is null && await semantic.FindAsync(exchange, answer => serving.By(answer) is not null) is { } similar)
        {
            (known, recall.Word, recall.Similarity) = (similar, Recall.Semantic, exchange.Semantic!.Similarity);
        }

        recall.Look = exchange.Semantic;
        return known;
    }

    private bool Ask(Exchange exchange, Flight flight)
    {
        exchange.Recall!.Word = Recall.Miss;
        exchange.Inquiry.Answer.Record(flight.Tape, exchange.Inquiry.Left);
        Count(exchange, exchange.Recall);
        return false;
    }

    private bool Count(Exchange exchange, Recall recall)
    {
        if (recall.Word == Recall.Semantic)
        {
            semantic.Served(exchange);
        }

        meters.CacheAnswers.Add(1, new KeyValuePair<string, object?>("bascule.cache", recall.Word));
        return true;
    }

    private static bool Refuse(Exchange exchange, Failure failure)
    {
        (exchange.Report.Failure, exchange.Report.Spent) = (failure, true);
        return true;
    }

    /// <summary>It went wrong for the leader alone: his money, his time, his leaving.</summary>
    private static bool IsOwn(Exchange exchange, Failure? failure) => failure switch
    {
        null => false,
        { Kind: FailureKind.Cancelled } or { Code: "budget_exceeded" or "budget_unknown" } => true,
        { Kind: FailureKind.Timeout } => exchange.Inquiry.Timeout is not null,
        _ => false,
    };

    private CachedAnswer AnswerOf(Exchange exchange, Recall recall, AttemptReport made, ReadOnlyMemory<byte> bytes, string contentType)
    {
        var now = time.GetUtcNow();
        return new CachedAnswer
        {
            Dialect = recall.Form.Dialect,
            Stream = recall.Form.Stream,
            TellsUsage = recall.Form.TellsUsage,
            Repeats = recall.Form.Repeats,
            ContentType = contentType,
            Bytes = bytes,
            Route = exchange.Route!.Name,
            Deployment = made.Target.Deployment.Name,
            Maker = CachedAnswer.MakerOf(made.Target),
            Provider = made.Target.Provider.Name,
            Model = made.Model,
            DialectOut = made.DialectOut,
            Usage = Account.UsageOf(exchange.Report.Attempts),
            CostNano = Account.Cost(exchange.Report),
            Dropped = made.Dropped.Count > 0 ? string.Join(",", made.Dropped) : null,
            TotalMs = (int)time.GetElapsedTime(exchange.Inquiry.Came).TotalMilliseconds,
            From = exchange.Inquiry.Id,
            At = now,
            Until = now + exchange.Route.Options.Cache!.Ttl,
            Owner = exchange.Owner,
        };
    }

    /// <summary>
    /// Only what its deployment said to its end, by itself. One that was carried on by another is of two minds; one that ended at a limit is whole only where the question set
    /// that limit, and not a budget; of one that does not say how it ended nobody knows that; one that a filter ended is none.
    /// </summary>
    private static bool IsKept(Exchange exchange, AttemptReport made, CachedAnswer answer) =>
        answer.Bytes.Length <= exchange.Route!.Options.Cache!.MaxBytes
        && made.CarriedOnBy.Count == 0
        && made.Ended switch
        {
            StopReason.MaxTokens => exchange.Inquiry.Profile!.MaxOutputTokens is not null && !made.Edits.Contains(OutputCap.Edit),
            StopReason.Unknown or null => !made.Edits.Contains(OutputCap.Edit),
            StopReason.ContentFilter or StopReason.ContextFull or StopReason.PauseTurn => false,
            _ => true,
        };
}
