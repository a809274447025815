using System.Text.Json.Nodes;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Mistral;

/// <summary>Mistral's errors: flat ones, lists of what is wrong in a body, and a bare detail without a key.</summary>
internal static class MistralErrors
{
    private const int Unprocessable = 422;

    public static JsonObject Shape(Refusal refusal) => refusal.Status switch
    {
        401 => new JsonObject { ["detail"] = refusal.Message },
        Unprocessable => Flat(refusal, new JsonObject
        {
            ["detail"] = new JsonArray(new JsonObject { ["type"] = refusal.Type, ["loc"] = Location(refusal.Param ?? ""), ["msg"] = refusal.Message }),
        }),
        _ => Flat(refusal, refusal.Message),
    };

    public static Refusal? Of(Finding? finding) => finding is null ? null : finding.Flaw switch
    {
        Flaw.Missing => new(Unprocessable, "missing", "Field required", finding.Path),
        Flaw.Unknown => new(Unprocessable, "extra_forbidden", "Extra inputs are not permitted", finding.Path),
        Flaw.WrongValue => new(Unprocessable, "literal_error", $"Input should be {finding.Wanted}", finding.Path),
        Flaw.BelowMinimum => new(Unprocessable, "greater_than_equal", $"Input should be greater than or equal to {finding.Wanted}", finding.Path),
        Flaw.AboveMaximum => new(Unprocessable, "less_than_equal", $"Input should be less than or equal to {finding.Wanted}", finding.Path),
        Flaw.TooShort => new(Unprocessable, "too_short", $"List should have at least {finding.Wanted} item after validation, not {finding.Got}", finding.Path),
        Flaw.TooLong => new(Unprocessable, "too_long", $"List should have at most {finding.Wanted} items after validation, not {finding.Got}", finding.Path),
        _ => new(Unprocessable, "type_error", $"Input should be {finding.Wanted}", finding.Path),
    };

    public static Refusal ForStatus(int status) => status switch
    {
        401 => new(401, "unauthorized", "Invalid API Key"),
        429 => new(429, "rate_limited", "Rate limit exceeded (simulated)", null, "1300"),
        503 or 529 => new(status, "service_unavailable", "Service unavailable (simulated)", null, "1900"),
        >= 500 => new(status, "internal_server_error", "Internal server error (simulated)", null, "1000"),
        404 => new(404, "not_found", "no Route matched with those values"),
        _ => new(status, "invalid_request_error", "The simulated request was refused.", null, "3000"),
    };

    private static JsonObject Flat(Refusal refusal, JsonNode message) => new()
    {
        ["object"] = "error",
        ["message"] = message,
        ["type"] = refusal.Status == Unprocessable ? "invalid_request_error" : refusal.Type,
        ["param"] = null,
        ["code"] = refusal.Code,
        ["raw_status_code"] = refusal.Status,
    };

    private static JsonArray Location(string path)
    {
        var steps = path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Where(step => step != "body");
        return [.. steps.Select(step => int.TryParse(step, out var index) ? (JsonNode)index : step).Prepend("body")];
    }
}
