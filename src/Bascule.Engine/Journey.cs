using System.Globalization;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Ingress;
using Bascule.Engine.Ledger;
using Bascule.Engine.Policy;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Telemetry;

namespace Bascule.Engine;

/// <summary>The journey of a chat request, from a caller's headers to the last byte of his answer. The numbers are those of ARCHITECTURE.md.</summary>
public sealed class Journey(Gatekeeper gatekeeper, Bookkeeper bookkeeper, GatewayMeters meters, UserHash hashUser, TimeProvider time)
{
    /// <summary>Serves one inquiry to its end.</summary>
    /// <param name="inquiry">What the caller says; disposed by whoever made it.</param>
    /// <param name="rules">The snapshot that counts for this request.</param>
    public async Task RunAsync(Inquiry inquiry, Rulebook rules)
    {
        var exchange = new Exchange(inquiry, rules);
        using var measured = new Measured(meters, exchange, time);
        try
        {
            if (await RefuseAsync(exchange) is { } refusal)
            {
                exchange.Report.Failure = refusal;
            }
            else
            {
                await AskAsync(exchange);
            }

            await CloseAsync(exchange);
        }
        finally
        {
            exchange.Admission?.Dispose();
        }
    }

    /// <summary>Everything that can refuse before anybody is asked. Null: the plan stands.</summary>
    private async Task<Failure?> RefuseAsync(Exchange exchange)
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

        var admitted = gatekeeper.Admit(exchange.Caller);
        exchange.Admission = admitted.Value;
        if (admitted.Failure is not null)
        {
            return admitted.Failure;
        }

        // 0 Ingress, second half: the body, and one scan over it.
        var listening = time.GetTimestamp();
        var trouble = await inquiry.ListenAsync(rules.MaxRequestBytes);
        exchange.Report.WaitTicks += time.GetTimestamp() - listening;
        if (trouble is not null)
        {
            return trouble;
        }

        var resolved = rules.Routes.Resolve(inquiry.Profile!.Model, (name, isRoute) => Gatekeeper.MayAsk(exchange.Caller, name, isRoute));
        if (resolved.Failure is not null)
        {
            return resolved.Failure;
        }

        exchange.Route = resolved.Value!;

        // 2 Guardrails: what is in the words?
        exchange.DataClass = Screen.Classify(exchange.Caller.Key?.DataClass, exchange.Route.Options.DataClass, inquiry.DataClass);

        // 9 Ledger, first half: from here on there is exactly one row.
        exchange.Begun = exchange.ToBegunRow(hashUser.Of);
        exchange.Receipt = bookkeeper.Begin(exchange.Begun);

        // 3 Policy: may it be asked at all?
        var refused = gatekeeper.AdmitUser(exchange.Caller, inquiry.Profile.User) ?? Arbiter.Judge(exchange.DataClass, exchange.Caller.Key?.MaxDataClass);
        if (refused is not null)
        {
            return refused;
        }

        // 4 Routing: in which order?
        exchange.Plan = Planner.Plan(exchange.Route);
        return exchange.Plan.Failure;
    }

    /// <summary>6 Resilience, 7 Providers, 8 Dialects: who answers, in spite of faults?</summary>
    private async Task AskAsync(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        var route = exchange.Route!.Options;
        var call = new ChatCall
        {
            Dialect = inquiry.Dialect,
            Body = inquiry.Body!,
            Profile = inquiry.Profile!,
            Query = inquiry.Query,
            Headers = inquiry.Headers,
            HeaderOf = inquiry.HeaderOf,
            Timeouts = route.Timeouts,
            Deadline = inquiry.Timeout,
            FallbackOn = route.FallbackOn,
            AnswerModel = route.AnswerModel switch
            {
                "deployment" => static target => target.Deployment.Name,
                "requested" => _ => inquiry.Profile!.Model,
                _ => null,
            },
            Caller = inquiry.Answer,
            Head = (report, type, length) => Head(exchange, report, type, length),
            Seal = report => SealAsync(exchange, report),
            RequestId = inquiry.Id.ToString(),
            Time = time,
        };
        if (inquiry.Profile!.Stream)
        {
            inquiry.Answer.KeepAlive(EarlyHead(exchange), route.OpenAfter);
        }

        var waited = exchange.Report.WaitTicks;
        exchange.Report = await AttemptLoop.RunAsync(call, exchange.Plan!.Order, waited, inquiry.Left);
    }

    /// <summary>What no attempt told the caller is told here, in his own dialect, after the row is written.</summary>
    private async Task CloseAsync(Exchange exchange)
    {
        var (inquiry, failure) = (exchange.Inquiry, exchange.Report.Failure);
        if (failure is null || inquiry.Answer.Committed)
        {
            return;
        }

        if (!exchange.Report.Sealed)
        {
            await SealAsync(exchange, exchange.Report);
        }

        if (failure.Kind == FailureKind.Cancelled || inquiry.Left.IsCancellationRequested || !inquiry.Answer.TryClaim())
        {
            inquiry.Answer.Abort();
            return;
        }

        var told = new System.Buffers.ArrayBufferWriter<byte>(512);
        if (inquiry.Answer.Opened)
        {
            inquiry.Dialect.WriteStreamError(failure, inquiry.Id.ToString(), told);
        }
        else
        {
            inquiry.Dialect.WriteError(failure, inquiry.Id.ToString(), told);
            var headers = AnswerHeaders.Common(inquiry, exchange.Admission, time.GetUtcNow());
            AnswerHeaders.AddFailure(headers, failure, exchange.Report.Spent);
            AddAttempts(headers, exchange, exchange.Report);
            inquiry.Answer.Open(new AnswerHead(StatusOf(exchange, failure), "application/json") { Headers = headers, Length = told.WrittenCount });
        }

        try
        {
            await inquiry.Answer.WriteAsync(told.WrittenMemory, inquiry.Left);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            inquiry.Answer.Abort();
        }
    }

    /// <summary>9 Ledger, second half: the row is written before the caller sees the end of his answer.</summary>
    private async ValueTask SealAsync(Exchange exchange, CallReport report)
    {
        exchange.Report = report;
        if (exchange.Receipt is not { } receipt)
        {
            return;
        }

        var status = report.Failure is { } failure && !(exchange.Inquiry.Answer.Opened && failure.Kind != FailureKind.Cancelled)
            ? StatusOf(exchange, failure)
            : 200;
        var total = time.GetElapsedTime(exchange.Inquiry.Came);
        var row = Account.Settle(exchange.Begun!, report, status, total, total - time.GetElapsedTime(0, report.WaitTicks), Decision.ToJson(exchange.Plan, report.Last));
        if (!await receipt.SettleAsync(row))
        {
            meters.AtRisk.Add(1);
        }
    }

    private AnswerHead Head(Exchange exchange, CallReport report, string contentType, long? length)
    {
        var made = report.Committed!;
        var headers = AnswerHeaders.Common(exchange.Inquiry, exchange.Admission, time.GetUtcNow());
        headers.Add(new("x-bascule-deployment", made.Target.Deployment.Name));
        AddAttempts(headers, exchange, report);
        headers.Add(new("x-bascule-cache", "off"));
        if (made.Dropped.Count > 0)
        {
            headers.Add(new("x-bascule-dropped", string.Join(",", made.Dropped)));
        }

        if (made.UpstreamRequestId is { } upstreamId)
        {
            headers.Add(new("x-bascule-upstream-request-id", upstreamId));
        }

        if (exchange.Inquiry.Profile!.Stream)
        {
            AddStream(headers);
        }
        else if (report.Attempts.ConvertAll(Account.Cost) is var costs && costs.TrueForAll(cost => cost is not null))
        {
            headers.Add(new("x-bascule-cost-usd", Money.ToText(costs.Sum() ?? 0)));
        }

        return new AnswerHead(made.Status, contentType) { Headers = headers, Length = length };
    }

    private AnswerHead EarlyHead(Exchange exchange)
    {
        var headers = AnswerHeaders.Common(exchange.Inquiry, exchange.Admission, time.GetUtcNow());
        headers.Add(new("x-bascule-route", exchange.Route!.Name));
        AddStream(headers);
        return new AnswerHead(200, "text/event-stream; charset=utf-8") { Headers = headers };
    }

    private static void AddStream(List<KeyValuePair<string, string>> headers)
    {
        headers.Add(new("cache-control", "no-cache"));
        headers.Add(new("x-accel-buffering", "no"));
    }

    private static void AddAttempts(List<KeyValuePair<string, string>> headers, Exchange exchange, CallReport report)
    {
        if (exchange.Route is { } route)
        {
            headers.Add(new("x-bascule-route", route.Name));
            headers.Add(new("x-bascule-attempts", report.Attempts.Count.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static int StatusOf(Exchange exchange, Failure failure) => failure.StatusFor(anthropic: exchange.Inquiry.Dialect.Name == "anthropic");
}

/// <summary>Hides an end user's id under the gateway's own key.</summary>
public sealed record UserHash(Func<string, string> Of);
