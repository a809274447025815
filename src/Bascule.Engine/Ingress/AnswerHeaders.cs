using System.Globalization;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ingress;

/// <summary>The headers an answer carries to a caller: CONTRACT 4.</summary>
public static class AnswerHeaders
{
    /// <summary>Those every answer has: the request's id under our name and the dialect's own, and the key's rate limit.</summary>
    public static List<KeyValuePair<string, string>> Common(Inquiry inquiry, Admission? admission, DateTimeOffset now)
    {
        var id = inquiry.Id.ToString();
        var anthropic = inquiry.Dialect.Name == "anthropic";
        var headers = new List<KeyValuePair<string, string>>(12)
        {
            new("x-bascule-request-id", id),
            new(anthropic ? "request-id" : "x-request-id", id),
        };
        if (admission is { Limit: { } limit, Left: { } left })
        {
            var reset = now + admission.Reset;
            headers.Add(new(anthropic ? "anthropic-ratelimit-requests-limit" : "x-ratelimit-limit-requests", Whole(limit)));
            headers.Add(new(anthropic ? "anthropic-ratelimit-requests-remaining" : "x-ratelimit-remaining-requests", Whole(left)));
            headers.Add(anthropic
                ? new("anthropic-ratelimit-requests-reset", reset.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
                : new("x-ratelimit-reset-requests", Whole((long)admission.Reset.TotalSeconds) + "s"));
        }

        return headers;
    }

    /// <summary>Adds when to come again, and whether at all.</summary>
    public static void AddFailure(List<KeyValuePair<string, string>> headers, Failure failure, bool spent)
    {
        if (failure.RetryAfter is { } wait)
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

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
