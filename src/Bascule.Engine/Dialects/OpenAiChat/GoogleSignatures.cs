using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// Signatures that stand on a call or on text, not on a thought (Gemini): chat has a place for them in <c>reasoning_details</c> alone, where a call's is known by the call's id.
/// </summary>
internal static class GoogleSignatures
{
    private const string Vendor = "google";

    /// <summary>What stands in the place of an id where the signature is the text's.</summary>
    private const string OnText = "text";

    /// <summary>The part's signature as reasoning that has no text; null: it has none.</summary>
    public static ReasoningPart? Of(Part part) => part switch
    {
        ToolCallPart { Signature: { } signature } call => new ReasoningPart("") { Signature = signature, Vendor = Vendor, Id = call.Id },
        TextPart { Signature: { } signature } => new ReasoningPart("") { Signature = signature, Vendor = Vendor, Id = OnText },
        _ => null,
    };

    /// <summary>Puts signatures back where they stood.</summary>
    public static void Place(List<Part> parts)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i] is not ReasoningPart { Vendor: Vendor, Signature: { } signature, Id: { } id } reasoning)
            {
                continue;
            }

            var call = parts.FindIndex(part => part is ToolCallPart one && one.Id == id);
            if (call >= 0)
            {
                parts[call] = (ToolCallPart)parts[call] with { Signature = signature };
            }
            else if (id == OnText)
            {
                Sign(parts, signature);
            }
            else
            {
                continue;
            }

            // A thought before it may have been read as one with it.
            if (reasoning.Text.Length > 0)
            {
                parts[i] = reasoning with { Signature = null, Id = null };
            }
            else
            {
                parts.RemoveAt(i);
            }
        }
    }

    private static void Sign(List<Part> parts, string signature)
    {
        var text = parts.FindIndex(part => part is TextPart);
        if (text >= 0)
        {
            parts[text] = (TextPart)parts[text] with { Signature = signature };
            return;
        }

        var before = parts.FindIndex(part => part is ToolCallPart);
        parts.Insert(before < 0 ? parts.Count : before, new TextPart("") { Signature = signature });
    }
}
