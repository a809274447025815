namespace Bascule.Engine.Catalog;

/// <summary>How a deployment is asked to go on from the beginning of an answer that is written already.</summary>
public enum PrefillForm
{
    /// <summary>It cannot, or nobody recorded that it can.</summary>
    None,

    /// <summary>A last message of the assistant is the beginning.</summary>
    LastMessage,

    /// <summary>The same, and <c>continue_final_message</c> must say so: without it a new message would be begun.</summary>
    ContinueFinalMessage,

    /// <summary>The last message says <c>prefix: true</c>.</summary>
    Prefix,

    /// <summary>The same, and the answer repeats the beginning.</summary>
    PrefixRepeated,

    /// <summary><see cref="Prefix"/>, taken only below an address that ends in <c>/beta</c>.</summary>
    PrefixAtBeta,
}

/// <summary>The catalog's words for the forms.</summary>
internal static class Prefills
{
    /// <summary>The words in the catalog's files.</summary>
    internal static readonly Dictionary<string, PrefillForm> Words = new(StringComparer.Ordinal)
    {
        ["last-message"] = PrefillForm.LastMessage,
        ["continue-final-message"] = PrefillForm.ContinueFinalMessage,
        ["prefix"] = PrefillForm.Prefix,
        ["prefix-repeated"] = PrefillForm.PrefixRepeated,
        ["prefix-at-beta"] = PrefillForm.PrefixAtBeta,
    };

    /// <summary>The form that a vendor's entries (<c>FORM</c>, or <c>FORM GLOB</c> for the models of those names) give a model; the first that fits counts.</summary>
    public static PrefillForm Of(IReadOnlyList<string>? entries, string upstream)
    {
        foreach (var entry in entries ?? [])
        {
            var space = entry.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || Glob.Matches(entry[(space + 1)..], upstream))
            {
                return Words.GetValueOrDefault(space < 0 ? entry : entry[..space]);
            }
        }

        return PrefillForm.None;
    }
}
