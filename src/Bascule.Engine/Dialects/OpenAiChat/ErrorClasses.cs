using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Classifies an error by what it says before by its status: the same trouble comes as 400, 413, 422, 429 and 500 from different upstreams.</summary>
internal static class ErrorClasses
{
    private static readonly string[] Context =
    [
        "context_length_exceeded", "exceed_context_size", "too_many_tokens", "too_many_prompt_tokens", "context length", "context window", "context size",
        "max context", "too many tokens", "prompt is too long", "prompt too long", "input is too long", "token limit", "maximum prompt length",
        "reduce the length of the messages", "tokens + `max_new_tokens`", "max_model_len", "exceeds the maximum number of tokens", "input token count", "input tokens exceeded",
    ];

    /// <summary>Tokens a minute are no context length, though the words are alike.</summary>
    private static readonly string[] Rates =
        ["per min", "per hour", "per day", "per second", "tpm", "rpm", "please wait", "rate limit", "rate_limit", "ratelimit", "quota"];

    private static readonly string[] Content =
    [
        "content_filter", "content_policy", "content policy", "content management policy", "responsibleaipolicy", "moderation_blocked", "flagged by",
        "flagged as", "was flagged", "usage policy", "usage guidelines", "safety system",
    ];

    private static readonly string[] Money =
    [
        "insufficient_quota", "billing_hard_limit", "billing_not_active", "insufficient balance", "insufficient_balance", "credit balance", "insufficient credit",
        "payment required", "used all available credits",
    ];

    private static readonly string[] Keys =
        ["invalid_api_key", "authentication_error", "api key not valid", "incorrect api key", "invalid api key", "api_key_invalid", "missing authentication"];

    private static readonly string[] NoModel = ["model_not_found", "invalid_model", "model not found", "deploymentnotfound"];

    private static readonly string[] Busy = ["overloaded", "over capacity", "at capacity"];

    public static Failure Classify(ToldError error)
    {
        var text = $"{error.Type}\n{error.Code}\n{error.Message}";
        var status = error.Status;
        var clientSide = status is null or < 500;
        if (clientSide && status is not (401 or 402 or 404) && Says(text, Context) && !(status is 429 && Says(text, Rates)))
        {
            return Make(Blame.Caller, FailureKind.ContextLength, "context_length_exceeded", "The request is longer than the model's context.", error);
        }

        if (clientSide && status is not (401 or 402 or 404 or 429) && Says(text, Content))
        {
            return Make(Blame.Caller, FailureKind.ContentPolicy, "content_policy", "The upstream's content policy refused the request.", error);
        }

        if (status is 402 || (clientSide && Says(text, Money)))
        {
            return Neutral(FailureKind.Billing, "upstream_billing", "The upstream account has no credit or quota left.", error);
        }

        if (status is 401 or 403 || (status is null or 400 && Says(text, Keys)))
        {
            return Neutral(FailureKind.Credential, "upstream_auth", "The upstream refused the gateway's credential.", error);
        }

        if (status is 404 or 405 or 410 || (status is null or 400 && Says(text, NoModel)))
        {
            return Neutral(FailureKind.UpstreamNotFound, "upstream_not_found", "The upstream knows no such model or address.", error);
        }

        if (status is 503 or 529 || Says(text, Busy))
        {
            return Make(Blame.Provider, FailureKind.Overloaded, "upstream_overloaded", "The upstream is overloaded.", error);
        }

        if (status is 429 || (status is null && Says(text, Rates)))
        {
            return Make(Blame.Provider, FailureKind.RateLimit, "rate_limit", "The upstream's rate limit is reached.", error);
        }

        var rejected = status is >= 400 and < 500 and not (408 or 409 or 425) || (status is null && Says(text, ["invalid_request"]));
        return rejected
            ? Make(Blame.Caller, FailureKind.Rejected, "upstream_rejected", "The upstream rejected the request.", error)
            : Make(Blame.Provider, FailureKind.UpstreamError, "upstream_error", "The upstream failed.", error);
    }

    private static bool Says(string text, string[] words) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Failure Make(Blame blame, FailureKind kind, string code, string otherwise, ToldError error) =>
        new(blame, kind, code, error.Message.Length > 0 ? error.Message : otherwise) { UpstreamStatus = error.Status };

    /// <summary>The operator's trouble, in our own words: the upstream's may hold a piece of the key.</summary>
    private static Failure Neutral(FailureKind kind, string code, string message, ToldError error) =>
        new(Blame.Gateway, kind, code, message) { UpstreamStatus = error.Status };
}
