using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>
/// <c>encrypted_content</c> says not whose it is. What we write for a caller from another dialect's reasoning is marked with its vendor in the item's id, so that it
/// finds its way back; what a provider of this dialect wrote passes unmarked and is told by its form, as far as that goes.
/// </summary>
internal static class ForeignSignature
{
    private const string Mark = "rs_bascule_";
    private const string Redaction = "_r_";
    private const string Proof = "_s_";

    /// <summary>OpenAI's and Azure's are Fernet tokens, which all begin like this.</summary>
    private const string Fernet = "gAAAA";

    /// <summary>The part's opaque data, or null where it has none.</summary>
    public static string? Of(ReasoningPart part) => part.Signature ?? part.Redacted;

    /// <summary>The item's id: <paramref name="made"/>, or the part's own, marked where it is known whose it is: on a stream that is before its data comes.</summary>
    public static string IdOf(ReasoningPart part, string made) => part.Vendor is null
        ? part.Id ?? made
        : $"{Mark}{part.Vendor}{(part.Redacted is null ? Proof : Redaction)}{part.Id ?? ""}";

    /// <summary>Opaque data read back onto <paramref name="part"/>, which has the item's id.</summary>
    public static ReasoningPart Read(ReasoningPart part, string? content)
    {
        var none = string.IsNullOrEmpty(content);
        if (Marked(part.Id) is not var (vendor, isRedaction, id))
        {
            return none ? part : part with { Signature = content, Vendor = OwnerByForm(content!) };
        }

        part = part with { Vendor = none ? null : vendor, Id = id.Length == 0 ? null : id };
        return none ? part : isRedaction ? part with { Redacted = content } : part with { Signature = content };
    }

    /// <summary>Whose an unmarked one is, where its form tells.</summary>
    public static string? OwnerByForm(string content) => content.StartsWith(Fernet, StringComparison.Ordinal) ? "openai" : null;

    /// <summary>Whether an unmarked one may be <paramref name="vendor"/>'s, by its form: one of another's form is nobody else's business.</summary>
    public static bool MayBe(string content, string? vendor) =>
        OwnerByForm(content) is "openai" ? vendor is not ("xai" or "deepseek" or "mistral") : vendor is not "openai";

    /// <summary>What a marked id says; null: it is none of ours.</summary>
    public static (string Vendor, bool IsRedaction, string Id)? Marked(string? id)
    {
        if (id?.StartsWith(Mark, StringComparison.Ordinal) is not true)
        {
            return null;
        }

        foreach (var kind in (string[])[Proof, Redaction])
        {
            var at = id.IndexOf(kind, Mark.Length, StringComparison.Ordinal);
            if (at > Mark.Length)
            {
                return (id[Mark.Length..at], kind == Redaction, id[(at + kind.Length)..]);
            }
        }

        return null;
    }
}
