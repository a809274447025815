using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

internal enum ReasoningDetailKind
{
    Unknown,
    Text,
    Summary,
    Encrypted,
}

/// <summary>One item of <c>reasoning_details</c>.</summary>
internal readonly record struct ReasoningDetail(ReasoningDetailKind Kind, string? Text, string? Signature, string? Data, string? Vendor, string? Id, long? Index)
{
    public bool IsEmpty => string.IsNullOrEmpty(Text) && string.IsNullOrEmpty(Signature) && string.IsNullOrEmpty(Data);

    /// <summary>Whether the opaque data stands instead of thinking (Anthropic), rather than proving it.</summary>
    public bool IsRedaction => Kind == ReasoningDetailKind.Encrypted && (Vendor is "anthropic" or "bedrock");

    public static ReasoningDetail Read(JsonNode item)
    {
        var kind = item[W.Type].AsText switch
        {
            "reasoning.text" => ReasoningDetailKind.Text,
            "reasoning.summary" => ReasoningDetailKind.Summary,
            "reasoning.encrypted" => ReasoningDetailKind.Encrypted,
            _ => ReasoningDetailKind.Unknown,
        };
        return new(
            kind,
            item[kind == ReasoningDetailKind.Summary ? W.Summary : W.Text].AsText,
            item[W.Signature].AsText,
            kind == ReasoningDetailKind.Encrypted ? item[W.Data].AsText : null,
            ReasoningFormat.VendorOf(item[W.Format].AsText),
            item[W.Id].AsText,
            item[W.Index].AsLong);
    }

    public bool Continues(ReasoningDetail last, ReasoningPart before)
    {
        if (last.Vendor != Vendor || before.Redacted is not null || before.Signature is not null || IsRedaction)
        {
            return false;
        }

        return Kind == ReasoningDetailKind.Encrypted
            ? last.Kind is ReasoningDetailKind.Summary or ReasoningDetailKind.Text
            : Kind == last.Kind && Index is not null && Index == last.Index;
    }

    public ReasoningPart AddTo(ReasoningPart part) => IsRedaction
        ? part with { Redacted = Data, Id = Id ?? part.Id }
        : part with
        {
            Text = part.Text + Text,
            Signature = NonEmpty(Data) ?? NonEmpty(Signature) ?? part.Signature,
            Id = Id ?? part.Id,
        };

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>The words of <c>reasoning_details[].format</c>, which tell whose signature it is.</summary>
internal static class ReasoningFormat
{
    public static string? VendorOf(string? format) => format switch
    {
        "anthropic-claude-v1" => "anthropic",
        "bedrock-converse-v1" => "bedrock",
        "openai-responses-v1" or "azure-openai-responses-v1" => "openai",
        "google-gemini-v1" => "google",
        "xai-responses-v1" => "xai",
        _ => null,
    };

    public static string Of(string? vendor) => vendor switch
    {
        "anthropic" => "anthropic-claude-v1",
        "bedrock" => "bedrock-converse-v1",
        "openai" => "openai-responses-v1",
        "google" => "google-gemini-v1",
        "xai" => "xai-responses-v1",
        _ => "unknown",
    };
}
