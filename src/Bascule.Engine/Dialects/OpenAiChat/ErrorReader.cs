using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Takes an upstream's error apart, in any of the dozen shapes that are about, and has it classified.</summary>
internal static class ErrorReader
{
    private const int MaxMessage = 4096;

    /// <param name="status">The HTTP status, or null for an error inside a 200.</param>
    /// <param name="body">What came with it.</param>
    public static Failure Read(int? status, ReadOnlySpan<byte> body)
    {
        var told = Take(body);
        return ErrorClasses.Classify(told with { Status = status ?? told.Status }) with
        {
            UpstreamType = told.Type,
            UpstreamCode = told.Code,
            Param = told.Param,
        };
    }

    /// <summary>The same for a vendor whose types and codes are not OpenAI's: callers' dialects have words of their own for a request that was refused.</summary>
    public static Failure ReadForeign(int? status, ReadOnlySpan<byte> body)
    {
        var failure = Read(status, body);
        return failure.Kind == FailureKind.Rejected ? failure with { UpstreamType = null, UpstreamCode = null } : failure;
    }

    /// <summary>Takes it apart only.</summary>
    public static ToldError Take(ReadOnlySpan<byte> body)
    {
        using var reading = JsonReading.TryParse(body.ToArray(), paths: false);
        if (reading is null)
        {
            // A page of HTML says nothing to a client of an API.
            var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxMessage)]).Trim();
            return new ToldError(null, text.StartsWith('<') ? "" : Bounded(text), null, null, null);
        }

        var root = reading.Root;
        var error = root[W.Error];
        if (root.IsText || error.IsText)
        {
            return new ToldError(StatusOf(root[W.Code]), Bounded(root.AsText ?? error.AsText), Scalar(root["error_type"u8]) ?? Scalar(root[W.Type]), Scalar(root[W.Code]), null);
        }

        var at = error.IsObject ? error : error.AsItems().FirstOrDefault(item => item.IsObject);
        at = at.IsObject ? at : root.IsArray ? root.AsItems().FirstOrDefault()[W.Error] : root;
        return new ToldError(
            StatusOf(at[W.Code]) ?? StatusOf(at["status_code"u8]) ?? StatusOf(at["status"u8]),
            Bounded(MessageOf(at)),
            Scalar(at[W.Type]) ?? at["status"u8].AsText,
            Scalar(at[W.Code]) ?? Scalar(at["innererror"u8][W.Code]),
            at[W.Param].AsText);
    }

    private static string? MessageOf(JsonNode error)
    {
        var message = error[W.Message];
        var detail = error["detail"u8];
        var text = message.AsText ?? detail.AsText
            ?? detail.AsItems().Select(item => item["msg"u8].AsText ?? item.AsText).FirstOrDefault(item => item is not null)
            ?? message["detail"u8].AsItems().Select(item => item["msg"u8].AsText).FirstOrDefault(item => item is not null)
            ?? message[W.Message].AsText ?? (message.Exists ? message.Raw.ToString() : detail.Exists ? detail.Raw.ToString() : null);

        // A broker's own words say nothing: what its provider said is inside.
        return text is "Provider returned error" && error[W.Metadata]["raw"u8].AsText is { Length: > 0 } inner ? inner : text;
    }

    private static string? Scalar(JsonNode node) => node.AsText ?? (node.AsLong is { } number ? number.ToString() : null);

    private static int? StatusOf(JsonNode node) => node.AsLong is { } number and >= 400 and < 600 ? (int)number : null;

    private static string Bounded(string? text) =>
        text is null ? "" : text.Length <= MaxMessage ? text : text[..(char.IsHighSurrogate(text[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage)];
}

/// <summary>What an upstream told of an error.</summary>
internal readonly record struct ToldError(int? Status, string Message, string? Type, string? Code, string? Param);
