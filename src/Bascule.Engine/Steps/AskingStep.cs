using Bascule.Engine.Guardrails;
using Bascule.Engine.Ingress;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits;
using Bascule.Engine.Providers.Fetching;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Media;
using Bascule.Engine.Resilience.Paying;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Steps;

/// <summary>Step 6 of the journey: what the attempts of one call need to know, from what the request has accumulated.</summary>
public sealed class AskingStep(
    KeptReasoning reasoning, TurnKeeper turns, UrlFetcher fetcher, TokenEstimator tokens, OutputLengths outputs, DrainEnd drain, Bookkeeper bookkeeper, TimeProvider time)
{
    /// <summary>A stream that is waited for is kept open; elsewhere a comment has no place.</summary>
    internal void KeepAlive(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        if (inquiry.Errand is null && inquiry.Profile!.Stream && inquiry.Dialect.StreamType.StartsWith("text/event-stream", StringComparison.Ordinal))
        {
            inquiry.Answer.KeepAlive(AnswerHeaders.Early(inquiry, exchange.Admission, exchange.Route!.Name, time.GetUtcNow()), exchange.Route.Options.OpenAfter);
        }
    }

    /// <param name="seal">Settles the request's row.</param>
    internal Call NewCall(Exchange exchange, Func<CallReport, ValueTask> seal)
    {
        var inquiry = exchange.Inquiry;
        var route = exchange.Route!.Options;
        exchange.Guard = CallGuard.For(exchange.Masked.Vault, inquiry.Errand is null or { AnswersText: true } ? exchange.Rules.Screen.Answers.For(exchange.Facts, exchange.Rules.Arbiter, time, isChat: inquiry.Errand is null) : null);
        return new Call
        {
            Dialect = inquiry.Dialect,
            Body = inquiry.Body!,
            Profile = inquiry.Profile!,
            Address = inquiry.Named,
            Errand = inquiry.Errand,
            Form = inquiry.Form,
            Query = inquiry.Query,
            Headers = inquiry.Headers,
            HeaderOf = inquiry.HeaderOf,
            Timeouts = route.Timeouts,
            Deadline = inquiry.Timeout - time.GetElapsedTime(inquiry.Came),
            FallbackOn = route.FallbackOn,
            Retries = route.Retries,
            MaxQueueWait = inquiry.Errand is { WriteCount: not null } ? TimeSpan.Zero : route.MaxQueueWait,    // a count that has to wait is estimated
            Rank = exchange.Rules.Tiers.RankOf(exchange.Caller.TierOf(inquiry.Tier)),
            Hedge = route.Hedge,
            Hold = route.Hold,
            Rescues = route.Rescues,
            Strict = route.Strict,
            Repetition = route.Repetition,
            Tokens = tokens,
            Prompt = exchange.Prompt,
            Payer = new Payer(exchange.Purse!, outputs, exchange.Route!.Name, inquiry.At)
            {
                Holds = exchange.Purse!.HasBudget ? nano => bookkeeper.Hold(exchange.Begun!, nano, exchange.Receipt!) : null,
                Capped = exchange.Recall?.Leads is { } flight && exchange.Purse!.HasBudget ? flight.Part : null,    // a short purse cuts nobody else's answer
            },
            Media = new CallMedia(exchange.Rules.Fetch ? fetcher : null, exchange.Eligibility.Confines),
            AnswerModel = route.AnswerModel switch
            {
                "deployment" => static target => target.Deployment.Name,
                "requested" => _ => inquiry.Profile!.Model,
                _ => null,
            },
            Guard = exchange.Guard,
            Caller = inquiry.Answer,
            Head = (report, type, length) => AnswerHeaders.Committed(inquiry, exchange.Admission, exchange.Route!.Name, report, type, length, time.GetUtcNow(), exchange.Recall?.Word ?? Recall.Off, exchange.BesidesNano),
            Seal = seal,
            RequestId = inquiry.IdText,
            Minted = exchange.Turn is { } opened ? (made, id) => turns.Minted(opened, exchange.Caller.Tenant, exchange.DataClass, id, made) : null,
            Answered = exchange.Turn is { Mode: StateMode.Bascule, Keeps: true } kept ? (made, answer) => turns.Answered(kept, exchange.Caller.Tenant, exchange.DataClass, answer, made) : null,
            IsKept = exchange.Turn is { Mode: StateMode.Bascule, Keeps: true },
            GoesOnFrom = exchange.Turn is { Mode: StateMode.Bascule } turn ? turn.Previous?.Id : null,
            Draining = drain.Reached,
            Reasoning = (reasoning, exchange.Caller.Tenant ?? ""),
            Time = time,
        };
    }
}
