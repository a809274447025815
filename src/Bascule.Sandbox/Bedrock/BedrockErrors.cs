using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>Bedrock's errors: a message, with the kind in a header.</summary>
internal static class BedrockErrors
{
    public static JsonObject Shape(Refusal refusal) => new() { ["message"] = refusal.Message };

    public static Refusal Invalid(string message) => new(400, "ValidationException", message);

    public static Refusal ForStatus(int status) => status switch
    {
        401 or 403 => new(status, "AccessDeniedException", "You don't have access to the model with the specified model ID (simulated)."),
        402 => new(402, "ServiceQuotaExceededException", "The simulated account has used up its quota."),
        404 => new(404, "ResourceNotFoundException", "Not found in the sandbox."),
        405 => new(405, "UnknownOperationException", "The simulated operation is not known."),
        408 => new(408, "ModelTimeoutException", "The simulated model timed out."),
        424 => new(424, "ModelErrorException", "The simulated model failed."),
        429 => new(429, "ThrottlingException", "Too many requests, please wait before trying again. (simulated)"),
        503 or 529 => new(status, "ServiceUnavailableException", "Bedrock is unable to process your request. (simulated)"),
        >= 500 => new(status, "InternalServerException", "The system encountered an unexpected error during processing. Try your request again. (simulated)"),
        _ => new(status, "ValidationException", "The simulated request was refused."),
    };
}
