using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Classifies an upstream's error by its type and text first and its status last, because proxies in between answer in shapes and statuses of their own.</summary>
internal static class AnthropicErrorReader
{
    /// <summary>The most of an upstream's message that is passed on: enough for any real one, too little for an HTML page.</summary>
    private const int MaxMessageBytes = 4096;

    /// <summary>What stands for the status of an error that came inside a 200 stream.</summary>
    public const int NoStatus = 0;

    private static readonly string[] TooLong =
        ["prompt is too long", "context_length_exceeded", "context length", "context window", "context limit", "maximum context", "input is too long", "too_many_tokens", "too_many_prompt_tokens"];

    private static readonly string[] Filtered = ["content filtering policy", "content_filter", "content_policy", "content management policy"];

    private static readonly string[] Unpaid = ["credit balance is too low", "insufficient_quota", "billing_error", "billing_not_active"];

    public static Failure Read(int status, ReadOnlySpan<byte> body)
    {
        body = body.TrimStart(" \t\r\n"u8);
        using var reading = body.StartsWith("{"u8) || body.StartsWith("\""u8) ? JsonReading.TryParse(body.ToArray()) : null;
        return reading is null
            ? Classify(status, null, null, PlainText(body))
            : ReadNode(status, reading.Root);
    }

    /// <summary>An error object that stood inside a 2xx answer or stream.</summary>
    public static Failure ReadInBand(JsonNode root) => ReadNode(NoStatus, root);

    /// <summary>An answer or a stream that is cut, malformed or empty of sense.</summary>
    public static Failure Broken(string message) => new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", message);

    private static Failure ReadNode(int status, JsonNode root)
    {
        var error = root[Wire.Error];
        var message = Bounded(error[Wire.Message].AsText ?? error.AsText ?? root[Wire.Message].AsText ?? root[Wire.Detail].AsText ?? root.AsText);
        var type = (error.IsObject ? error : root)[Wire.Type].AsText;
        var code = error[Wire.Code] is { Exists: true } given ? given.AsText ?? given.AsLong?.ToString() : null;
        return Classify(status, type == Wire.Words.Error ? null : type, code, message);
    }

    private static Failure Classify(int status, string? type, string? code, string? message)
    {
        var said = $"{type}\n{code}\n{message}";
        var (blame, kind, name, own) = Find(status, type, said);
        return new Failure(blame, kind, name, own ?? message ?? $"The upstream answered with status {status} and no message.")
        {
            UpstreamStatus = status == NoStatus ? StatusOf(kind) : status,
            UpstreamType = Short(type),
            UpstreamCode = Short(code),
        };
    }

    /// <summary>The fourth is our own words where the upstream's would speak of the operator's account.</summary>
    private static (Blame, FailureKind, string, string?) Find(int status, string? type, string said)
    {
        var refused = status is NoStatus or 400 or 413 or 422 or 429;
        if (refused && Holds(said, TooLong))
        {
            return (Blame.Caller, FailureKind.ContextLength, "context_length_exceeded", null);
        }

        if (refused && Holds(said, Filtered))
        {
            return (Blame.Caller, FailureKind.ContentPolicy, "content_policy", null);
        }

        if (status == 402 || Holds(said, Unpaid))
        {
            return (Blame.Gateway, FailureKind.Billing, "upstream_billing", "The gateway's account with this provider cannot pay for the request.");
        }

        return (type, status) switch
        {
            (Wire.ErrorTypes.OverloadedError, _) or (_, 529) => (Blame.Provider, FailureKind.Overloaded, "upstream_overloaded", null),
            (Wire.ErrorTypes.RateLimitError, _) or (_, 429) => (Blame.Provider, FailureKind.RateLimit, "rate_limit", null),
            (Wire.ErrorTypes.AuthenticationError or Wire.ErrorTypes.PermissionError, _) or (_, 401 or 403) =>
                (Blame.Gateway, FailureKind.Credential, "upstream_auth", "The provider refused the gateway's credential."),
            (Wire.ErrorTypes.NotFoundError, _) or (_, 404 or 405 or 410) =>
                (Blame.Gateway, FailureKind.UpstreamNotFound, "upstream_not_found", "The provider does not know the model or address the gateway asked for."),
            (Wire.ErrorTypes.ApiError or Wire.ErrorTypes.TimeoutError, _) => (Blame.Provider, FailureKind.UpstreamError, "upstream_error", null),
            (_, >= 400 and < 500 and not 408) or (Wire.ErrorTypes.InvalidRequestError or Wire.ErrorTypes.RequestTooLarge, NoStatus) =>
                (Blame.Caller, FailureKind.Rejected, "upstream_rejected", null),
            _ => (Blame.Provider, FailureKind.UpstreamError, "upstream_error", null),
        };
    }

    /// <summary>Inside a stream there is no status; the kinds whose caller's status rests on one get the documented one.</summary>
    private static int? StatusOf(FailureKind kind) => kind == FailureKind.Overloaded ? 529 : null;

    private static bool Holds(string said, string[] words)
    {
        foreach (var word in words)
        {
            if (said.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string? PlainText(ReadOnlySpan<byte> body) =>
        body.IsEmpty || body[0] == '<' ? null : Bounded(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxMessageBytes)]));

    private static string? Bounded(string? message)
    {
        message = message?.Trim();
        if (string.IsNullOrEmpty(message))
        {
            return null;
        }

        if (Encoding.UTF8.GetByteCount(message) <= MaxMessageBytes)
        {
            return message;
        }

        Span<byte> cut = stackalloc byte[MaxMessageBytes];
        Encoding.UTF8.GetEncoder().Convert(message, cut, flush: false, out _, out var used, out _);
        return Encoding.UTF8.GetString(cut[..used]);
    }

    private static string? Short(string? word) => word is { Length: > 128 } ? word[..128] : word;
}
