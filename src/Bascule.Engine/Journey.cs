using Bascule.Engine.Access;
using Bascule.Engine.Caching;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.OpenAiResponses;
using Bascule.Engine.Ingress;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Engine.Ledger.Content;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Policy;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Errands;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Engine.Routing.Strategies;
using Bascule.Engine.Keeping;
using Bascule.Engine.Steps;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine;

/// <summary>The journey of a request, a chat or what else may be asked, from a caller's headers to the last byte of his answer. The numbers are those of ARCHITECTURE.md.</summary>
public sealed partial class Journey(
    Gatekeeper gatekeeper, WordsStep words, PromptStep prompts, CachingStep caching, AskingStep asking, TurnKeeper turns, TokenEstimator tokens, OutputLengths outputs, Shadows shadows, Bookkeeper bookkeeper, AuditLog audit, ContentKeeper content, GatewayMeters meters, LoadGuard load, Random dice, UserHash hashUser, TimeProvider time, ILogger<Journey> logger)
{
    /// <summary>Serves one inquiry to its end.</summary>
    /// <param name="inquiry">What the caller says; disposed by whoever made it.</param>
    /// <param name="rules">The snapshot that counts for this request.</param>
    public async Task RunAsync(Inquiry inquiry, Rulebook rules)
    {
        var exchange = new Exchange(inquiry, rules);
        using var measured = new Measured(meters, exchange, time);
        var busy = load.TryEnter(rules.MaxRequestsInFlight);
        try
        {
            // Before anything is read: a refusal must cost less than the request.
            exchange.Report.Failure = busy;
            if (busy is null)
            {
                await GoAsync(exchange);
            }
            else
            {
                meters.Shed.Add(1);
            }

            await CloseAsync(exchange);
        }
        finally
        {
            exchange.Admission?.Used(exchange.Report.Tokens);
            exchange.Admission?.Dispose();
            if (busy is null)
            {
                load.Leave();
            }
        }
    }

    private async ValueTask GoAsync(Exchange exchange)
    {
        try
        {
            exchange.Report.Failure = await RefuseAsync(exchange);
            if (exchange.Report.Failure is null && !(CachingStep.Concerns(exchange) && await RecallAsync(exchange)))
            {
                await AskAsync(exchange);
            }
        }
        catch (Exception bug)
        {
            // A bug of ours: the row is written and the caller answered all the same. The message is not logged, it may hold his words.
            Log.Bug(logger, exchange.Inquiry.Id, bug.GetType().Name, bug.StackTrace ?? "");
            exchange.Report.Failure = new Failure(Blame.Gateway, FailureKind.Internal, "internal_error", "The gateway failed on this request.");
        }

        await caching.LandAsync(exchange);
    }

    /// <summary>Everything that can refuse before anybody is asked. Null: the plan stands.</summary>
    private async ValueTask<Failure?> RefuseAsync(Exchange exchange)
    {
        var (inquiry, rules) = (exchange.Inquiry, exchange.Rules);

        // 1 Access: who is it, may they? Nothing big is read for a stranger.
        var identified = gatekeeper.Identify(rules.Keys, inquiry.Secret, inquiry.Address);
        if (identified.Failure is not null)
        {
            return identified.Failure;
        }

        exchange.Caller = identified.Value!;
        if (inquiry.Trouble is not null)
        {
            return inquiry.Trouble;
        }

        exchange.Admission = gatekeeper.Admit(exchange.Caller);
        if (exchange.Admission.Refusal is { } full)
        {
            return full;
        }

        // 0 Ingress, second half: the body, and one scan over it.
        if ((await ListenAsync(exchange) ?? await gatekeeper.AdmittedAsync(exchange.Admission, exchange.Caller)) is { } trouble)
        {
            return trouble;
        }

        var resolved = rules.Routes.Resolve(inquiry.Profile!.Model, (name, isRoute) => Gatekeeper.MayAsk(exchange.Caller, name, isRoute));
        if (resolved.Failure is not null)
        {
            return resolved.Failure;
        }

        exchange.Route = resolved.Value!;
        if (await OpenTurnAsync(exchange) is { } noTurn)
        {
            return noTurn;
        }

        if (inquiry.Errand is null or { WriteCount: not null })    // what is embedded has no turns
        {
            inquiry.Profile.EstimatedInputTokens = tokens.Estimate(null, inquiry.Profile);
        }

        // 2 Guardrails: what is in the words?
        WordsStep.Look(exchange);

        // 9 Ledger, first half: from here on there is exactly one row.
        exchange.Begun = exchange.ToBegunRow(hashUser.Of);
        exchange.Receipt = bookkeeper.Begin(exchange.Begun);

        // 3 Policy: may it be asked at all, and who may see it?
        var refused = gatekeeper.AdmitWords(exchange.Admission, exchange.Caller, inquiry.Profile.User, Expected(exchange)) ?? await gatekeeper.AdmittedAsync(exchange.Admission, exchange.Caller) ?? exchange.Screened?.Refusal ?? Arbiter.Judge(exchange.DataClass, exchange.Caller.Key?.MaxDataClass);
        if (refused is not null)
        {
            return refused;
        }

        exchange.Eligibility = rules.Arbiter.For(exchange.Facts);
        var purse = gatekeeper.PurseOf(exchange.Caller, exchange.Begun.User, rules.Budgets);
        exchange.Purse = purse.Value;
        if (purse.Failure is not null)
        {
            return purse.Failure;
        }

        exchange.Prompt = prompts.Recognise(inquiry, exchange.Route, exchange.Caller.Tenant);

        // What is masked is masked before anybody is asked, and again before the next is where a word of his has brought further guardrails in.
        var unmasked = words.Mask(exchange);
        while (unmasked is null && rules.Screen.HasMoreToAsk(exchange.Screened, exchange.Facts))
        {
            unmasked = await words.AskGuardsAsync(exchange) ?? words.Mask(exchange);
        }

        if (unmasked is not null)
        {
            return unmasked;
        }

        // 4 Routing: in which order?
        var occasion = new Occasion(inquiry.Profile, exchange.Caller.Tenant, inquiry.Session, inquiry.At, dice) { Prompt = exchange.Prompt };
        exchange.Plan = Planner.Plan(exchange.Route, exchange.Facts, occasion, exchange.Unfit, exchange.Eligibility);
        return Unpriced.NobodyLeft(exchange.Plan) ?? (exchange.Turn is { Pinned: not null, Previous.Id: var id } && exchange.Plan.Unable ? TurnKeeper.PreviousNotFound(id) : exchange.Plan.Failure);
    }

    /// <summary>Tokens that a request is expected to use: of its answer, as many as nineteen of twenty of its route have.</summary>
    private long Expected(Exchange exchange)
    {
        var profile = exchange.Inquiry.Profile!;
        return profile.EstimatedInputTokens + (exchange.Inquiry.Errand is not null ? 0 : Math.Min(outputs.P95(exchange.Route!.Name), profile.MaxOutputTokens ?? long.MaxValue));
    }

    /// <summary>A conversation that goes on by the id of an answer: what was said before raises the class, and may stand in the place of the body.</summary>
    private async Task<Failure?> OpenTurnAsync(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        if (inquiry.Errand is not null || inquiry.Dialect is not OpenAiResponsesDialect)
        {
            return null;
        }

        // What this turn says counts for where it may be kept; what the whole conversation says is read when it is put together.
        if (exchange.Rules.Screen.ReadsInput)
        {
            WordsStep.Look(exchange);
        }

        var content = exchange.Screened?.DataClass ?? DataClass.Public;
        var opened = await turns.OpenAsync(
            inquiry.Body!.Bytes, inquiry.Profile!, exchange.Caller.Tenant, exchange.Route!.Options.Keeps, exchange.MayKeep,
            before => (DataClass)Math.Max((int)WordsStep.Classify(exchange, before), (int)content), inquiry.Left);
        exchange.Turn = opened.Value;
        if (exchange.Turn is { Keeps: true } kept)
        {
            kept.Owner = exchange.Owner;
        }

        return opened.Failure ?? (opened.Value!.Body is { } body ? inquiry.Replace(body) : null);
    }

    private async ValueTask<Failure?> ListenAsync(Exchange exchange)
    {
        Failure? trouble;
        var inquiry = exchange.Inquiry;
        using (exchange.Report.Wait(time))
        {
            trouble = await inquiry.ListenAsync(exchange.Rules.MaxRequestBytes, exchange.Rules.Screen.ReadsInput);
        }

        exchange.Traced = trouble is null ? content.Trace(inquiry.Answer, inquiry.Form is null ? inquiry.Body!.Bytes : (ReadOnlyMemory<byte>?)null, exchange.Rules.Hashes) : default;
        return trouble;
    }

    /// <summary>5 Caching: do we know the answer already, or will in a moment? False: it has to be asked.</summary>
    private Task<bool> RecallAsync(Exchange exchange) => caching.AnswerAsync(exchange, report => SealAsync(exchange, report));

    /// <summary>6 Resilience, 7 Providers, 8 Dialects: who answers, in spite of faults?</summary>
    private async ValueTask AskAsync(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        var call = asking.NewCall(exchange, report => SealAsync(exchange, report));
        asking.KeepAlive(exchange);
        shadows.Follow(exchange.Route!, call, exchange.Begun!, exchange.Eligibility);
        await (inquiry.Errand is { WriteCount: not null } count
            ? Counting.RunAsync(call, count, exchange.Report, exchange.Plan!.Order, inquiry.Left)
            : AttemptLoop.RunAsync(call, exchange.Report, exchange.Plan!.Order, exchange.Recall?.Leads?.Abandoned ?? inquiry.Left));
        foreach (var attempt in exchange.Report.Attempts)
        {
            if (attempt.Failure is { Blame: Blame.Provider or Blame.Gateway, Kind: not FailureKind.Cancelled } failure)
            {
                Log.AttemptFailed(logger, inquiry.Id, attempt.Target.Deployment.Name, attempt.Status, failure.Code, attempt.TotalMs);
            }
        }
    }

    /// <summary>What no attempt told the caller is told here, in his own dialect, after the row is written.</summary>
    private async Task CloseAsync(Exchange exchange)
    {
        var (inquiry, failure) = (exchange.Inquiry, exchange.Report.Failure);
        if (failure is null)
        {
            return;
        }

        if (failure is { Blame: Blame.Policy, Kind: not (FailureKind.Limit or FailureKind.Malformed) })
        {
            audit.Refused(exchange.Caller.Key?.Id ?? "without key", AuditActs.PolicyRefused, exchange.Route?.Label ?? "", failure.Code);
        }

        var claimed = inquiry.Answer.TryClaim();
        if (!exchange.Report.Sealed)
        {
            await SealAsync(exchange, exchange.Report);
        }

        if (claimed)
        {
            await Farewell.TellAsync(inquiry, failure, exchange.Admission, exchange.Route?.Name, exchange.Report, time.GetUtcNow(), exchange.Recall?.Word ?? (inquiry.CacheWish == CacheWish.Only && exchange.Plan is not null ? Recall.Off : null));
        }
        else if (failure.Kind == FailureKind.Internal)
        {
            inquiry.Answer.Abort();
        }
    }

    /// <summary>9 Ledger, second half: the row is written before the caller sees the end of his answer.</summary>
    private async ValueTask SealAsync(Exchange exchange, CallReport report)
    {
        if (exchange.Receipt is not { } receipt)
        {
            return;
        }

        var status = report.Failure is { } failure && !(exchange.Inquiry.Answer.Opened && failure.Kind != FailureKind.Cancelled)
            ? StatusOf(exchange, failure)
            : 200;
        var trace = exchange.Inquiry.Answer.Trace;
        trace?.Conclude();
        var provenance = LedgerProvenance.Of(exchange.Traced.Hash, report.Failure is null ? trace?.Hash : null, report.Last?.Fingerprint, report.Last?.AnswerId);
        var besides = exchange.BesidesNano;
        var vector = exchange.Semantic?.CostNano ?? 0;
        exchange.Purse?.Settle(exchange.Semantic?.ReservedAt ?? default, vector, vector);
        exchange.Purse?.Settle(Treasury.Counted(exchange.Inquiry.At, time.GetUtcNow()), 0, besides - vector);
        var total = time.GetElapsedTime(exchange.Inquiry.Came);
        var row = Account.Settle(exchange.Begun!, exchange.Inquiry.Profile!.Stream, report, status, total, total - time.GetElapsedTime(0, report.WaitTicks), Decision.ToJson(exchange.Plan, report.Last, report.PassedOver, exchange.Screened, exchange.Guard?.Notes, exchange.Recall is { } recall ? recall.Write : null), provenance, besides);
        if (!await receipt.SettleAsync(exchange.Recall?.On(row) ?? row))
        {
            meters.AtRisk.Add(1);
        }

        caching.Sealed(exchange);

        var inquiry = exchange.Inquiry;
        if (content.Keeps && trace is not null)
        {
            content.Keep(inquiry.Id, inquiry.At, exchange.Owner, inquiry.Dialect, exchange.Traced.Words ?? (inquiry.Form is null ? inquiry.Body!.Bytes : default), inquiry.Profile!.Stream, trace);
        }
    }

    private static int StatusOf(Exchange exchange, Failure failure) => exchange.Inquiry.Dialect.StatusOf(failure);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Request {Id}: {Deployment} failed with {Code} (status {Status}) after {TotalMs} ms")]
        public static partial void AttemptFailed(ILogger logger, Guid id, string deployment, int status, string code, int totalMs);

        [LoggerMessage(2, LogLevel.Error, "Request {Id}: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, Guid id, string type, string stack);
    }
}
