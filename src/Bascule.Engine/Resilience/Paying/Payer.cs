using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Resilience.Paying;

/// <summary>Pays for one call: reserves what an attempt may cost at most before it is sent, and books what it did cost when it is over.</summary>
/// <param name="purse">Whose money it is.</param>
/// <param name="outputs">How long answers are.</param>
/// <param name="route">The name that was asked for.</param>
/// <param name="came">When the request came.</param>
public sealed class Payer(Purse purse, OutputLengths outputs, string route, DateTimeOffset came)
{
    /// <summary>The longest answer of a model whose limit nobody knows: it is asked for, so that it holds.</summary>
    private const long PlainLimit = 4_096;

    /// <summary>Some upstreams refuse a smaller limit.</summary>
    private const long LeastCap = 16;

    private readonly Lock? _order;    // held while a sum is handed to a queue: two lanes must not hand on theirs the other way round
    private long _held;

    /// <summary>Told, before an attempt is sent, what a crash would leave unsettled: what the call has spent so far and what it reserves. Null: nobody keeps it.</summary>
    public Action<long>? Holds
    {
        get;
        init
        {
            field = value;
            _order = value is null ? null : new Lock();
        }
    }

    /// <summary>Told, before an attempt is sent, that its answer may be no longer than there is money for. Null: nobody wants to know.</summary>
    public Action? Capped { get; init; }

    /// <summary>Who pays where the operator himself wants to know.</summary>
    public Payer ForShadow() => new(purse.OfOrganisation(), outputs, route, came);

    /// <summary>Reserves what an attempt may cost. Null: it may be sent. Where no price is known there is nothing to reserve: whether it may be asked was said before.</summary>
    /// <param name="asked">Replicas share the money, and this one's share does not do: whoever asks is to wait for it, and what that comes to counts.</param>
    internal Failure? Reserve(Call call, AttemptReport made, CancellationToken cancel, out Task<Failure?>? asked)
    {
        asked = null;
        if (!purse.HasBudget || call.Errand is { IsFree: true } || made.Target.Deployment.PriceAt(made.Started) is not { } price)
        {
            return null;
        }

        var input = InputBound.Of(call, made);
        var (wanted, least, limited) = Output(call, made.Target);
        var asks = call.Errand is null && (call.Profile.Features & RequestFeatures.JsonSchema) != 0 && (made.CarriesOn is not null || IsEmulated(call, made.Target)) ? 2 : 1;
        var worst = new WorstCase(Dearest(price, input), input, WritesCache(call, made.Target), asks, OutputCap.AnswersOf(call.Body.Bytes.Span, call.Profile, call.Errand?.Shape ?? call.Dialect.Shape));
        var at = Treasury.Counted(came, made.Started);
        if (purse.IsShared)
        {
            if (purse.ReserveLeased(worst, wanted, least, at, out var leased) is { } asking)
            {
                asked = AskAsync(asking, made, at, call.Errand is null, wanted, limited, cancel);
                return null;
            }

            Reserved(made, at, leased, call.Errand is null && !limited ? wanted : null);
            return null;
        }

        if (purse.Reserve(worst, wanted, least, at, out var granted, out var nano) is { } poor)
        {
            return poor;
        }

        Reserved(made, at, nano, call.Errand is null && (granted < wanted || !limited) ? granted : null);
        return null;
    }

    /// <summary>An attempt is over.</summary>
    internal void Settle(AttemptReport made)
    {
        var booked = AttemptCost.BookedOf(made);
        var (at, reserved) = made.Reservation is { } reservation ? (reservation.At, reservation.Nano) : (Treasury.Counted(came, made.Started), 0);
        purse.Settle(at, reserved, booked);
        Interlocked.Add(ref _held, booked - reserved);
        if (made is { Failure: null, Produced: true, UsageEstimated: false, CarriesOn: null, Reservation: null or { Cap: null }, Usage.Output: { } length })
        {
            outputs.Learn(route, length);
        }
    }

    private async Task<Failure?> AskAsync(Asking asking, AttemptReport made, DateTimeOffset at, bool isChat, long wanted, bool limited, CancellationToken cancel)
    {
        var poor = await purse.AskAsync(asking, cancel);
        if (poor is null)
        {
            Reserved(made, at, asking.Nano, isChat && (asking.Granted < wanted || !limited) ? asking.Granted : null);
        }

        return poor;
    }

    private void Reserved(AttemptReport made, DateTimeOffset at, long nano, long? cap)
    {
        made.Reservation = new Reservation(at, nano, cap);
        if (cap is not null)
        {
            Capped?.Invoke();
        }

        if (_order is not null)
        {
            lock (_order)
            {
                Holds!(Interlocked.Add(ref _held, nano));
            }
        }
    }

    /// <summary>The longest answer, the shortest worth paying for, and whether the first holds without being asked for.</summary>
    private (long Wanted, long Least, bool Limited) Output(Call call, Target target)
    {
        var model = target.Deployment.Model;
        var limit = model?.MaxOutput?.Value;
        if (call.Errand is { } errand)
        {
            var all = errand.BillsInput ? 0 : limit ?? PlainLimit;
            return (all, all, true);
        }

        var body = call.Body.Bytes.Span;
        var capped = call.Profile.MaxOutputTokens is not null && !Drops(target);
        var wanted = Math.Min(capped ? call.Profile.MaxOutputTokens!.Value : long.MaxValue, limit ?? (capped ? long.MaxValue : PlainLimit));
        var usual = Math.Max(LeastCap, outputs.P95(route));
        var thinking = OutputCap.ThinkingOf(body);
        var least = Drops(target) ? wanted : Math.Min(wanted, thinking > 0 ? Math.Max(usual, thinking + 1) : usual);
        return (wanted, least, capped || limit is not null || Drops(target));
    }

    /// <summary>The vendor is on record as refusing a limit, so none can be set.</summary>
    private static bool Drops(Target target)
    {
        foreach (var quirk in target.Deployment.Quirks)
        {
            if (quirk is { Action: QuirkAction.Drop, Field: "max_tokens" or "max_completion_tokens" or "max_output_tokens" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEmulated(Call call, Target target) =>
        target.Deployment.Model?.JsonSchema?.Value == false || target.Provider.DialectFor(call.Dialect, target.Deployment.Upstream).Name != call.Dialect.Name;

    /// <summary>The caller's own marks, or those that will be put in.</summary>
    private static bool WritesCache(Call call, Target target) =>
        call.Body.Bytes.Span is var body && (body.IndexOf("cache_control"u8) >= 0 || body.IndexOf("cachePoint"u8) >= 0)
        || call.Prompt?.Marks(target, target.Provider.DialectFor(call.Dialect, target.Deployment.Upstream), call.Profile.EstimatedInputTokens) == true;

    /// <summary>A request that is estimated over a tier's bound may end below it, where tokens of one kind may be dearer.</summary>
    private static Price Dearest(PriceEntry price, long input)
    {
        var (plain, high) = (price.Price, price.For(input));
        return plain == high ? plain : new Price(
            Math.Max(plain.InputNanoPerMillion, high.InputNanoPerMillion),
            null,
            Math.Max(plain.CacheWrite, high.CacheWrite),
            Math.Max(plain.OutputNanoPerMillion, high.OutputNanoPerMillion),
            Math.Max(plain.CacheWriteHour, high.CacheWriteHour));
    }
}
