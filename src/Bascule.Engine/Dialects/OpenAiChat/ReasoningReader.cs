using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// Reads whole reasoning: <c>reasoning_details</c> (OpenRouter's form, and ours), else <c>reasoning_content</c> or <c>reasoning</c>.
/// Clients may have gathered the details delta by delta: pieces of one index become one part again.
/// </summary>
internal static class ReasoningReader
{
    public static List<Part> Read(JsonNode details, JsonNode reasoningContent, JsonNode reasoning)
    {
        var parts = new List<Part>();
        var plain = reasoningContent.AsText is { Length: > 0 } text ? text : reasoning.AsText;
        var last = default(ReasoningDetail);
        details.Blur();    // its pieces are put together, and what stands beside it may be left out
        if (details.AsItems().Any())
        {
            reasoningContent.Blur();
            reasoning.Blur();
        }

        foreach (var item in details.AsItems())
        {
            var detail = ReasoningDetail.Read(item);
            if (parts is [.., ReasoningPart before] && detail.Continues(last, before))
            {
                parts[^1] = detail.AddTo(before);
            }
            else if (!detail.IsEmpty)
            {
                parts.Add(detail.AddTo(new ReasoningPart("") { Vendor = detail.Vendor, Summary = detail.Kind == ReasoningDetailKind.Summary }));
            }

            last = detail;
        }

        if (string.IsNullOrEmpty(plain))
        {
            return parts;
        }

        // A detail may hold the signature alone, with the text beside it.
        var readable = parts.FindIndex(part => part is ReasoningPart { Redacted: null });
        if (readable < 0)
        {
            parts.Insert(0, new ReasoningPart(plain));
        }
        else if (parts.TrueForAll(part => part is ReasoningPart { Text.Length: 0 }))
        {
            parts[readable] = (ReasoningPart)parts[readable] with { Text = plain };
        }

        return parts;
    }
}
