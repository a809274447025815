using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>Whether a failure asks the next candidate: CONTRACT 4, table of errors.</summary>
public static class Fallback
{
    /// <param name="failure">What happened.</param>
    /// <param name="fallbackOn">The route's list.</param>
    /// <param name="translated">The attempt crossed dialects, so a refusal may be our fault.</param>
    public static bool AsksNext(Failure failure, IReadOnlyCollection<string> fallbackOn, bool translated) => failure.IsOfCandidate || failure.Kind switch
    {
        FailureKind.ContextLength => fallbackOn.Contains("context_length"),
        FailureKind.ContentPolicy => fallbackOn.Contains("content_policy"),
        FailureKind.RateLimit => fallbackOn.Contains("rate_limit"),
        FailureKind.Overloaded => fallbackOn.Contains("overload"),
        FailureKind.Timeout => fallbackOn.Contains("timeout"),
        FailureKind.UpstreamError or FailureKind.Unreachable or FailureKind.Broken => fallbackOn.Contains("error"),
        FailureKind.Credential or FailureKind.Billing or FailureKind.UpstreamNotFound => true,
        FailureKind.Rejected or FailureKind.Malformed => translated,
        _ => false,
    };
}
