using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Rules over what a citation says: its address, its title, its quote; or, where it has none of them, its JSON.</summary>
internal static class CitationCheck
{
    /// <summary>The part, the very same object where nothing is left out of its citations.</summary>
    public static TextPart Run(OutputRules rules, OutputNotes notes, TextPart part, out OutputRule? forbids)
    {
        forbids = null;
        var told = new Citation[part.Citations.Count];
        for (var i = 0; i < told.Length && forbids is null; i++)
        {
            told[i] = Run(rules, notes, part.Citations[i], out forbids);
        }

        return forbids is not null || told.Zip(part.Citations).All(pair => ReferenceEquals(pair.First, pair.Second)) ? part : part with { Citations = ValueList.From(told) };
    }

    /// <summary>The citation, the very same object where nothing is left out of it.</summary>
    public static Citation Run(OutputRules rules, OutputNotes notes, Citation cited, out OutputRule? forbids)
    {
        forbids = null;
        if (cited is { Url: null, Title: null, Quote: null })
        {
            if (cited.Raw is not { } raw)
            {
                return cited;
            }

            var json = raw.Value.ToString();
            var said = Say(rules, notes, json, true, ref forbids);
            return ReferenceEquals(said, json) ? cited : cited with { Raw = raw with { Value = RawJson.FromText(said!) } };
        }

        var (url, title, quote) = (Say(rules, notes, cited.Url, false, ref forbids), Say(rules, notes, cited.Title, false, ref forbids), Say(rules, notes, cited.Quote, false, ref forbids));
        return ReferenceEquals(url, cited.Url) && ReferenceEquals(title, cited.Title) && ReferenceEquals(quote, cited.Quote)
            ? cited
            : cited with { Url = url, Title = title, Quote = quote, Raw = null };    // its own dialect's words say it again
    }

    private static string? Say(OutputRules rules, OutputNotes notes, string? text, bool json, ref OutputRule? forbids)
    {
        if (text is null || forbids is not null)
        {
            return text;
        }

        var check = new CheckedText(rules, notes, json) { IsWhole = true };
        check.Add(text);
        forbids = check.Check();
        return forbids is null ? check.Release(0, text) : text;
    }
}
