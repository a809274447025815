using System.Globalization;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Classifies an upstream's error by its text first, its status word second and its number last: too long a context comes as 400 and as 429, a bad key as 400. A 429 for tokens a
/// minute stays a rate limit, though one request alone may be what passes it: its text does not tell.
/// </summary>
internal static class GeminiErrorReader
{
    private const int MaxMessageBytes = 4096;

    private static readonly string[] TooLong =
        ["exceeds the maximum number of tokens", "input token count", "context length", "context window", "context_length_exceeded", "prompt is too long", "input is too long", "request payload size exceeds"];

    private static readonly string[] Filtered = ["prohibited content", "content policy", "responsible ai", "safety settings", "blocked by model armor"];

    private static readonly string[] BadKey = ["api_key_invalid", "api key not valid", "api key expired", "api_key_service_blocked", "user location is not supported", "service_disabled"];

    /// <summary>A limit of nothing is no limit that time lifts.</summary>
    private static readonly string[] Unpaid = ["limit: 0,", "limit: 0\n", "prepayment credits are depleted", "billing_disabled", "billing to be enabled"];

    public static Failure Broken(string message) => new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", message);

    public static Failure Read(int status, ReadOnlySpan<byte> body) => ReadBytes(status, body);

    /// <summary>An error object that stood inside a 2xx answer or stream; it tells its own status.</summary>
    public static Failure ReadInBand(JsonNode root) => ReadNode(null, root);

    /// <inheritdoc cref="ReadInBand(JsonNode)"/>
    public static Failure ReadInBand(ReadOnlySpan<byte> data) => ReadBytes(null, data);

    /// <summary>The object inside the array that a stream without events is.</summary>
    public static JsonNode Unwrap(JsonNode root) => root.IsArray ? root.AsItems().FirstOrDefault() : root;

    private static Failure ReadBytes(int? status, ReadOnlySpan<byte> body)
    {
        using var reading = JsonReading.TryParse(body.ToArray(), paths: false);
        if (reading is null)
        {
            // A page of HTML says nothing to a client of an API.
            var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxMessageBytes)]).Trim();
            return Classify(status, null, text.StartsWith('<') ? "" : text, "");
        }

        var root = Unwrap(reading.Root);
        return ReadNode(status, root);
    }

    private static Failure ReadNode(int? status, JsonNode root)
    {
        var error = root.Get(Wire.Error);
        var message = Bounded(error[Wire.Message].AsText ?? error.AsText ?? root[Wire.Message].AsText ?? root.AsText ?? "");
        var told = error[Wire.Code].AsLong is >= 400 and < 600 and var code ? (int)code : (int?)null;
        var details = error[Wire.Details];
        return Classify(status ?? told, error[Wire.Status].AsText, message, details.Raw.ToString()) with { RetryAfter = RetryAfter(details) };
    }

    private static Failure Classify(int? status, string? word, string message, string details)
    {
        var said = $"{word}\n{message}\n{details}";
        var (blame, kind, name, own) = Find(status ?? NumberOf(word), word, said);
        return new Failure(blame, kind, name, own ?? (message.Length > 0 ? message : "The upstream failed and did not say why."))
        {
            UpstreamStatus = status ?? NumberOf(word),
            UpstreamType = word is { Length: > 128 } ? word[..128] : word,
        };
    }

    /// <summary>The fourth is our own words where the upstream's would speak of the operator's account.</summary>
    private static (Blame, FailureKind, string, string?) Find(int? status, string? word, string said)
    {
        var refused = status is null or 400 or 413 or 422 or 429;
        if (refused && Holds(said, TooLong))
        {
            return (Blame.Caller, FailureKind.ContextLength, "context_length_exceeded", null);
        }

        if (status is null or 400 or 403 or 401 && Holds(said, BadKey))
        {
            return (Blame.Gateway, FailureKind.Credential, "upstream_auth", "The provider refused the gateway's credential.");
        }

        if (refused && status != 429 && Holds(said, Filtered))
        {
            return (Blame.Caller, FailureKind.ContentPolicy, "content_policy", null);
        }

        if (status is 402 || (status is 400 or 403 or 429 && Holds(said, Unpaid)))
        {
            return (Blame.Gateway, FailureKind.Billing, "upstream_billing", "The gateway's account with this provider cannot pay for the request.");
        }

        return (word, status) switch
        {
            (Wire.Statuses.ResourceExhausted, _) or (_, 429) => (Blame.Provider, FailureKind.RateLimit, "rate_limit", null),
            (Wire.Statuses.Unavailable, _) or (_, 503 or 529) => (Blame.Provider, FailureKind.Overloaded, "upstream_overloaded", null),
            (Wire.Statuses.Unauthenticated or Wire.Statuses.PermissionDenied, _) or (_, 401 or 403) =>
                (Blame.Gateway, FailureKind.Credential, "upstream_auth", "The provider refused the gateway's credential."),
            (Wire.Statuses.NotFound, _) or (_, 404 or 405 or 410) =>
                (Blame.Gateway, FailureKind.UpstreamNotFound, "upstream_not_found", "The provider does not know the model or address the gateway asked for."),
            (Wire.Statuses.DeadlineExceeded or Wire.Statuses.Internal or Wire.Statuses.Cancelled, _) or (_, >= 500 or 408 or 499) =>
                (Blame.Provider, FailureKind.UpstreamError, "upstream_error", null),
            (Wire.Statuses.InvalidArgument or Wire.Statuses.FailedPrecondition, _) or (_, >= 400) => (Blame.Caller, FailureKind.Rejected, "upstream_rejected", null),
            _ => (Blame.Provider, FailureKind.UpstreamError, "upstream_error", null),
        };
    }

    private static int? NumberOf(string? word) => word switch
    {
        Wire.Statuses.InvalidArgument or Wire.Statuses.FailedPrecondition => 400,
        Wire.Statuses.Unauthenticated => 401,
        Wire.Statuses.PermissionDenied => 403,
        Wire.Statuses.NotFound => 404,
        Wire.Statuses.ResourceExhausted => 429,
        Wire.Statuses.Internal => 500,
        Wire.Statuses.Unavailable => 503,
        Wire.Statuses.DeadlineExceeded => 504,
        _ => null,
    };

    /// <summary><c>RetryInfo.retryDelay</c>: seconds with an <c>s</c>.</summary>
    private static TimeSpan? RetryAfter(JsonNode details)
    {
        foreach (var detail in details.AsItems())
        {
            var delay = detail[Wire.RetryDelay].AsText;
            if (delay is ['-' or (>= '0' and <= '9'), .., 's'] && double.TryParse(delay[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    private static bool Holds(string said, string[] words) => Array.Exists(words, word => said.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Bounded(string message)
    {
        message = message.Trim();
        if (message.Length <= MaxMessageBytes)
        {
            return message;
        }

        return message[..(char.IsHighSurrogate(message[MaxMessageBytes - 1]) ? MaxMessageBytes - 1 : MaxMessageBytes)];
    }
}
