using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>OpenAI's errors: their shape, and words for each status.</summary>
internal static class OpenAiErrors
{
    public const string Invalid = "invalid_request_error";

    public static JsonObject Shape(Refusal refusal) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = refusal.Message,
            ["type"] = refusal.Type,
            ["param"] = refusal.Param,
            ["code"] = refusal.Code,
        },
    };

    public static Refusal ForStatus(int status) => status switch
    {
        401 => new(401, Invalid, "Incorrect API key provided (simulated).", null, "invalid_api_key"),
        402 => new(402, "insufficient_quota", "The simulated account has no credit left.", null, "insufficient_quota"),
        403 => new(403, Invalid, "The simulated project may not use this model.", null, "model_not_allowed"),
        404 => new(404, Invalid, "Unknown request URL in the sandbox.", null, "unknown_url"),
        405 => new(405, Invalid, "Not allowed to call this URL with that method.", null, "method_not_supported"),
        413 => new(413, Invalid, "The request is too large (simulated).", null, "request_too_large"),
        429 => new(429, "requests", "Rate limit reached (simulated). Please try again in 1s.", null, "rate_limit_exceeded"),
        503 or 529 => new(status, "service_unavailable_error", "The simulated engine is overloaded, please try again later.", null, "overloaded"),
        >= 500 => new(status, "server_error", "The simulated server had an error while processing the request."),
        _ => new(status, Invalid, "The simulated request was refused."),
    };
}
