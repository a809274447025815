using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>Anthropic's errors: their shape, and words for each status.</summary>
internal static class AnthropicErrors
{
    public const string Invalid = "invalid_request_error";

    public static JsonObject Shape(Refusal refusal, string requestId) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = refusal.Type, ["message"] = refusal.Message },
        ["request_id"] = requestId,
    };

    public static Refusal ForStatus(int status) => status switch
    {
        401 => new(401, "authentication_error", "invalid x-api-key (simulated)"),
        402 => new(402, "billing_error", "The simulated account has no credit left."),
        403 => new(403, "permission_error", "The simulated key may not use this resource."),
        404 => new(404, "not_found_error", "Not found in the sandbox."),
        405 => new(405, Invalid, "Method Not Allowed"),
        413 => new(413, "request_too_large", "The simulated request is too large."),
        429 => new(429, "rate_limit_error", "This simulated request would exceed the rate limit."),
        504 => new(504, "timeout_error", "The simulated request timed out."),
        529 => new(529, "overloaded_error", "Overloaded (simulated)"),
        >= 500 => new(status, "api_error", "Internal server error (simulated)"),
        _ => new(status, Invalid, "The simulated request was refused."),
    };
}
