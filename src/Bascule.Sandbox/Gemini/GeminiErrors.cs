using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>Google's errors: their shape, and words for each status.</summary>
internal static class GeminiErrors
{
    public const string Invalid = "INVALID_ARGUMENT";

    public static JsonObject Shape(Refusal refusal)
    {
        var error = new JsonObject { ["code"] = refusal.Status, ["message"] = refusal.Message, ["status"] = refusal.Type };
        if (Details(refusal) is { } details)
        {
            error["details"] = new JsonArray(details);
        }

        return new JsonObject { ["error"] = error };
    }

    public static Refusal ForStatus(int status) => status switch
    {
        401 => new(401, "UNAUTHENTICATED", "Request had invalid authentication credentials (simulated)."),
        402 or 403 => new(status, "PERMISSION_DENIED", "The simulated caller does not have permission."),
        404 => new(404, "NOT_FOUND", "Requested entity was not found in the sandbox."),
        405 => new(405, "UNIMPLEMENTED", "Method not allowed."),
        429 => new(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota (simulated). Please retry in 1s."),
        499 => new(499, "CANCELLED", "The simulated operation was cancelled."),
        503 or 529 => new(status, "UNAVAILABLE", "The model is overloaded. Please try again later. (simulated)"),
        504 => new(504, "DEADLINE_EXCEEDED", "The simulated deadline expired before the operation could complete."),
        >= 500 => new(status, "INTERNAL", "An internal error has occurred. Please retry. (simulated)"),
        _ => new(status, Invalid, "The simulated request was refused."),
    };

    private static JsonObject? Details(Refusal refusal) => refusal.Status == 429
        ? new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = "1s" }
        : refusal.Param is null ? null : new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
            ["fieldViolations"] = new JsonArray(new JsonObject { ["field"] = refusal.Param, ["description"] = refusal.Message }),
        };
}
