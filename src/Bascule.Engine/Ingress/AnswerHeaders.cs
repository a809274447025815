using System.Globalization;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Ingress;

/// <summary>The headers an answer carries to a caller: CONTRACT 4.</summary>
public static class AnswerHeaders
{
    /// <summary>What a caller is told to wait where an upstream's 429 did not say: clients take it for the least, and back off from there.</summary>
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(1);

    /// <summary>Those every answer has: the request's id under our name and the dialect's own, and the key's rate limit.</summary>
    public static List<KeyValuePair<string, string>> Common(Inquiry inquiry, Admission? admission, DateTimeOffset now)
    {
        var names = inquiry.Dialect.Headers;
        var headers = new List<KeyValuePair<string, string>>(16)
        {
            new("x-bascule-request-id", inquiry.IdText),
            new(names.RequestId, inquiry.IdText),
        };
        if (admission is { Limit: { } limit, Left: { } left })
        {
            AddLimit(headers, names, limit, left, admission.Reset, now);
        }

        if (admission?.Tokens is { } tokens)
        {
            AddLimit(headers, names.OfTokens, tokens.Limit, tokens.Left, tokens.Reset, now);
        }

        return headers;
    }

    private static void AddLimit(List<KeyValuePair<string, string>> headers, CallerHeaders names, int limit, int left, TimeSpan reset, DateTimeOffset now)
    {
        headers.Add(new(names.Limit, Whole(limit)));
        headers.Add(new(names.Remaining, Whole(left)));
        headers.Add(new(names.Reset, names.ResetIsMoment
            ? (now + reset).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : Whole((long)reset.TotalSeconds) + "s"));
    }

    /// <summary>Adds when to come again, and whether at all.</summary>
    public static void AddFailure(List<KeyValuePair<string, string>> headers, Failure failure, bool spent)
    {
        if ((failure.RetryAfter ?? (failure.Kind == FailureKind.RateLimit ? UnsaidWait : null)) is { } wait)
        {
            headers.Add(new("retry-after", Whole((long)Math.Ceiling(wait.TotalSeconds))));
            headers.Add(new("retry-after-ms", Whole((long)Math.Ceiling(wait.TotalMilliseconds))));
        }

        if (spent)
        {
            headers.Add(new("x-should-retry", "false"));
        }

        if (failure.Kind == FailureKind.Method)
        {
            headers.Add(new("allow", "POST"));
        }
    }

    /// <summary>The head of an answer that an attempt has committed, or that is the gateway's own.</summary>
    /// <param name="besides">What was spent on it beside its attempts, in nano-dollars.</param>
    public static AnswerHead Committed(Inquiry inquiry, Admission? admission, string route, CallReport report, string contentType, long? length, DateTimeOffset now, string cache = "off", long besides = 0)
    {
        var headers = Common(inquiry, admission, now);
        if (report.Committed is { } by)
        {
            headers.Add(new("x-bascule-deployment", by.Target.Deployment.Name));
        }

        AddRoute(headers, route, report);
        headers.Add(new("x-bascule-cache", cache));
        if (report.Committed is { } made)
        {
            AddAttempt(headers, made);
        }

        if (inquiry.Profile!.Stream)
        {
            AddStream(headers);
        }
        else if (Account.Cost(report) is { } nano)
        {
            headers.Add(new("x-bascule-cost-usd", Money.ToText(nano + besides)));
        }

        return new AnswerHead(report.Committed?.Status ?? 200, contentType) { Headers = headers, Length = length };
    }

    /// <summary>The head of an answer that was made for another request.</summary>
    public static AnswerHead Replayed(Inquiry inquiry, Admission? admission, string route, CallReport report, in Origin origin, string contentType, long? length, DateTimeOffset now)
    {
        var headers = Common(inquiry, admission, now);
        headers.Add(new("x-bascule-deployment", origin.Deployment));
        AddRoute(headers, route, report);
        headers.Add(new("x-bascule-cache", origin.Cache));
        if (origin.Similarity is { } similarity)
        {
            headers.Add(new("x-bascule-cache-similarity", similarity.ToString("0.####", CultureInfo.InvariantCulture)));
        }

        if (origin.Dropped is { } dropped)
        {
            headers.Add(new("x-bascule-dropped", dropped));
        }

        headers.Add(new("x-bascule-cost-usd", origin.CostNano == 0 ? "0" : Money.ToText(origin.CostNano)));
        if (inquiry.Profile!.Stream)
        {
            AddStream(headers);
        }

        return new AnswerHead(200, contentType) { Headers = headers, Length = length };
    }

    /// <summary>Where an answer is from that was made for another request: who made it, by which way it came, what had no place in it, how like the other question is, and what it cost all the same.</summary>
    public readonly record struct Origin(string Deployment, string Cache, string? Dropped, double? Similarity, long CostNano);

    /// <summary>The head of a stream that is opened before anybody answered.</summary>
    public static AnswerHead Early(Inquiry inquiry, Admission? admission, string route, DateTimeOffset now)
    {
        var headers = Common(inquiry, admission, now);
        headers.Add(new("x-bascule-route", route));
        AddStream(headers);
        return new AnswerHead(200, "text/event-stream; charset=utf-8") { Headers = headers };
    }

    /// <summary>Adds what an attempt left out, and the upstream's own id for it.</summary>
    public static void AddAttempt(List<KeyValuePair<string, string>> headers, AttemptReport made)
    {
        if (made.Dropped.Count > 0)
        {
            headers.Add(new("x-bascule-dropped", string.Join(",", made.Dropped)));
        }

        if (made.UpstreamRequestId is { } upstreamId)
        {
            headers.Add(new("x-bascule-upstream-request-id", upstreamId));
        }
    }

    /// <summary>Adds which name was asked for, and how often upstream was.</summary>
    public static void AddRoute(List<KeyValuePair<string, string>> headers, string route, CallReport report)
    {
        headers.Add(new("x-bascule-route", route));
        headers.Add(new("x-bascule-attempts", Whole(report.Attempts.Count)));
    }

    private static void AddStream(List<KeyValuePair<string, string>> headers)
    {
        headers.Add(new("cache-control", "no-cache"));
        headers.Add(new("x-accel-buffering", "no"));
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
