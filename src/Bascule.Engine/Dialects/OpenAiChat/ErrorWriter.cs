using System.Text.Json;
using Bascule.Engine.Conversation;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes a failure in OpenAI's form and with its types.</summary>
internal static class ErrorWriter
{
    public static void Write(Utf8JsonWriter json, Failure failure, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject(W.Error);
        json.WriteString(W.Message, MessageOf(failure));
        json.WriteString(W.Type, TypeOf(failure));
        json.WriteString(W.Param, failure.Param);
        json.WriteString(W.Code, CodeOf(failure));
        json.WriteEndObject();
        json.WriteString(W.RequestId, requestId);
        json.WriteEndObject();
    }

    public static string MessageOf(Failure failure) => failure.Mend is { Length: > 0 } mend ? $"{failure.Message} {mend}" : failure.Message;

    public static string TypeOf(Failure failure) => failure.Kind switch
    {
        FailureKind.Rejected => failure.UpstreamType ?? "invalid_request_error",
        FailureKind.Malformed or FailureKind.ContextLength or FailureKind.ContentPolicy or FailureKind.UnknownModel or FailureKind.UnknownPath
            or FailureKind.Method or FailureKind.SlowBody or FailureKind.Conflict or FailureKind.TooLarge or FailureKind.MediaType => "invalid_request_error",
        FailureKind.Unauthenticated => "authentication_error",
        FailureKind.Forbidden => "permission_error",
        FailureKind.Limit when IsBudget(failure) => "insufficient_quota",
        FailureKind.Limit or FailureKind.RateLimit => "rate_limit_error",
        _ => "server_error",
    };

    public static string? CodeOf(Failure failure) => failure.Kind switch
    {
        FailureKind.Rejected when (failure.UpstreamType ?? failure.UpstreamCode) is not null => failure.UpstreamCode,
        FailureKind.Limit when IsBudget(failure) => "insufficient_quota",
        _ => failure.Code,
    };

    private static bool IsBudget(Failure failure) => failure.Code == "budget_exceeded";
}
