using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>
/// <c>encrypted_content</c> says not whose it is. What we write for a caller from another dialect's reasoning is marked with its vendor, so that it finds its way back;
/// what a provider of this dialect wrote passes unmarked and is told by its form, as far as that goes.
/// </summary>
internal static class ForeignSignature
{
    private const string Mark = "bascule-";
    private const char Redaction = '!';
    private const char Proof = ':';

    /// <summary>OpenAI's and Azure's are Fernet tokens, which all begin like this.</summary>
    private const string Fernet = "gAAAA";

    /// <summary>The part's opaque data as a caller of this dialect gets it, or null where it has none.</summary>
    public static string? Of(ReasoningPart part) => (part.Signature, part.Redacted) switch
    {
        ({ } signature, _) => part.Vendor is null ? signature : $"{Mark}{part.Vendor}{Proof}{signature}",
        (_, { } redacted) => $"{Mark}{part.Vendor ?? ""}{Redaction}{redacted}",
        _ => null,
    };

    /// <summary>The same read back onto <paramref name="part"/>.</summary>
    public static ReasoningPart Read(ReasoningPart part, string? content)
    {
        if (string.IsNullOrEmpty(content))
        {
            return part;
        }

        if (Marked(content) is not var (vendor, at))
        {
            return part with { Signature = content, Vendor = OwnerByForm(content) };
        }

        var data = content[(at + 1)..];
        return content[at] == Redaction ? part with { Redacted = data, Vendor = vendor } : part with { Signature = data, Vendor = vendor };
    }

    /// <summary>Whose an unmarked one is, where its form tells.</summary>
    public static string? OwnerByForm(string content) => content.StartsWith(Fernet, StringComparison.Ordinal) ? "openai" : null;

    /// <summary>Whether an unmarked one may be <paramref name="vendor"/>'s, by its form: one of another's form is nobody else's business.</summary>
    public static bool MayBe(string content, string? vendor) =>
        OwnerByForm(content) is "openai" ? vendor is not ("xai" or "deepseek" or "mistral") : vendor is not "openai";

    private static (string? Vendor, int At)? Marked(string content)
    {
        if (!content.StartsWith(Mark, StringComparison.Ordinal))
        {
            return null;
        }

        var at = content.AsSpan(Mark.Length).IndexOfAny(Redaction, Proof) + Mark.Length;
        return at < Mark.Length ? null : (at == Mark.Length ? null : content[Mark.Length..at], at);
    }
}
