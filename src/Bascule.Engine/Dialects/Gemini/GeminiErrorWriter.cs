using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Writes failures in Google's form: number, message, status word, and our own code among the details.</summary>
internal static class GeminiErrorWriter
{
    public static void Write(Utf8JsonWriter json, Failure failure, int status, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject(Wire.Error);
        json.WriteNumber(Wire.Code, status);
        json.WriteString(Wire.Message, failure.Mend is { Length: > 0 } mend ? $"{failure.Message} {mend}" : failure.Message);
        json.WriteString(Wire.Status, WordOf(failure, status));
        json.WriteStartArray(Wire.Details);
        json.WriteStartObject();
        json.WriteString(Wire.AtType, "type.googleapis.com/google.rpc.ErrorInfo"u8);
        json.WriteString(Wire.Reason, failure.Code.ToUpperInvariant());
        json.WriteString(Wire.Domain, "bascule"u8);
        json.WriteStartObject(Wire.Metadata);
        json.WriteString(Wire.RequestId, requestId);
        if (failure.Param is { } param)
        {
            json.WriteString("param"u8, param);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        if (failure.RetryAfter is { } wait)
        {
            json.WriteStartObject();
            json.WriteString(Wire.AtType, "type.googleapis.com/google.rpc.RetryInfo"u8);
            json.WriteString(Wire.RetryDelay, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string WordOf(Failure failure, int status) => status switch
    {
        400 when failure.UpstreamType is Wire.Statuses.FailedPrecondition => Wire.Statuses.FailedPrecondition,
        401 => Wire.Statuses.Unauthenticated,
        403 => Wire.Statuses.PermissionDenied,
        404 => Wire.Statuses.NotFound,
        405 => Wire.Statuses.Unimplemented,
        408 or 504 => Wire.Statuses.DeadlineExceeded,
        429 => Wire.Statuses.ResourceExhausted,
        499 => Wire.Statuses.Cancelled,
        502 or 503 => Wire.Statuses.Unavailable,
        >= 500 => Wire.Statuses.Internal,
        _ => Wire.Statuses.InvalidArgument,
    };
}
