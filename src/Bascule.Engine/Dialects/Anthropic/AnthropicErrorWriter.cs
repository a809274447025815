using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes failures in the caller's words, as a body and as a stream's last event.</summary>
internal static class AnthropicErrorWriter
{
    private static readonly string[] Own =
    [
        Wire.ErrorTypes.InvalidRequestError, Wire.ErrorTypes.AuthenticationError, Wire.ErrorTypes.BillingError, Wire.ErrorTypes.PermissionError, Wire.ErrorTypes.NotFoundError,
        Wire.ErrorTypes.RequestTooLarge, Wire.ErrorTypes.RateLimitError, Wire.ErrorTypes.ApiError, Wire.ErrorTypes.OverloadedError, Wire.ErrorTypes.TimeoutError,
    ];

    public static void Write(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString(Wire.Type, Wire.Words.Error);
        json.WriteStartObject(Wire.Error);
        json.WriteString(Wire.Type, TypeOf(failure));
        json.WriteString(Wire.Message, MessageOf(failure));
        json.WriteEndObject();
        json.WriteString(Wire.RequestId, requestId);
        json.WriteEndObject();
    }

    public static void WriteEvent(Failure failure, string requestId, IBufferWriter<byte> into)
    {
        into.Write("event: "u8);
        into.Write(Wire.Events.Error);
        into.Write("\ndata: "u8);
        Write(failure, requestId, into);
        into.Write("\n\n"u8);
    }

    private static string TypeOf(Failure failure) => failure.Kind switch
    {
        FailureKind.Rejected => Array.IndexOf(Own, failure.UpstreamType) >= 0 ? failure.UpstreamType! : TypeOfStatus(failure.UpstreamStatus),
        FailureKind.UpstreamError => failure.UpstreamType == Wire.ErrorTypes.TimeoutError ? Wire.ErrorTypes.TimeoutError : Wire.ErrorTypes.ApiError,
        FailureKind.Malformed or FailureKind.ContextLength or FailureKind.ContentPolicy or FailureKind.Method or FailureKind.SlowBody or FailureKind.Conflict or FailureKind.MediaType =>
            Wire.ErrorTypes.InvalidRequestError,
        FailureKind.Unauthenticated => Wire.ErrorTypes.AuthenticationError,
        FailureKind.Forbidden => Wire.ErrorTypes.PermissionError,
        FailureKind.UnknownModel or FailureKind.UnknownPath => Wire.ErrorTypes.NotFoundError,
        FailureKind.TooLarge => Wire.ErrorTypes.RequestTooLarge,
        FailureKind.RateLimit or FailureKind.Limit => Wire.ErrorTypes.RateLimitError,
        FailureKind.Overloaded => Wire.ErrorTypes.OverloadedError,
        FailureKind.Timeout => Wire.ErrorTypes.TimeoutError,
        _ => Wire.ErrorTypes.ApiError,
    };

    private static string TypeOfStatus(int? status) => status == 413 ? Wire.ErrorTypes.RequestTooLarge : Wire.ErrorTypes.InvalidRequestError;

    private static string MessageOf(Failure failure)
    {
        if (string.IsNullOrWhiteSpace(failure.Mend))
        {
            return failure.Message;
        }

        var message = failure.Message.TrimEnd();
        var mend = failure.Mend.Trim();
        return $"{message}{(EndsSentence(message) ? "" : ".")} {char.ToUpperInvariant(mend[0])}{mend[1..]}{(EndsSentence(mend) ? "" : ".")}";
    }

    private static bool EndsSentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' or ':';
}
