using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>Puts values back into a whole answer. Its log probabilities stay those of the tokens that the model said.</summary>
internal static class AnswerRestorer
{
    public static Answer Restore(Vault vault, Answer answer) =>
        answer with { Choices = ValueList.From(answer.Choices.Select(choice => choice with { Parts = ValueList.From(choice.Parts.Select(part => Restore(vault, part))) })) };

    public static Part Restore(Vault vault, Part part) => part switch
    {
        TextPart text => Restore(vault, text),
        RefusalPart refusal => refusal with { Text = TextRestorer.Restore(vault, refusal.Text, json: false) },
        ReasoningPart { Vendor: null, Redacted: null, Signature: null } thought => thought with { Text = TextRestorer.Restore(vault, thought.Text, json: false) },
        ToolCallPart call => call with { Arguments = TextRestorer.Restore(vault, call.Arguments, json: !call.Custom) },
        ForeignPart foreign => foreign with { Json = Restore(vault, foreign.Json) },
        AudioPart { Transcript: { } said } audio => audio with { Transcript = TextRestorer.Restore(vault, said, json: false) },
        _ => part,
    };

    /// <param name="text">What restored the text that it is a citation for, or null.</param>
    public static Citation Restore(Vault vault, Citation citation, TextRestorer? text) => citation with
    {
        Url = Restore(vault, citation.Url),
        Title = Restore(vault, citation.Title),
        Quote = Restore(vault, citation.Quote),
        Start = citation.Start is { } start && text is not null ? text.Moved(start) : citation.Start,
        End = citation.End is { } end && text is not null ? text.Moved(end) : citation.End,
        Raw = citation.Raw is { } raw ? raw with { Value = Restore(vault, raw.Value) } : null,
    };

    private static TextPart Restore(Vault vault, TextPart part)
    {
        var restorer = new TextRestorer(vault, json: false);
        var said = restorer.Take(part.Text);
        return part with { Text = said + restorer.End(), Citations = ValueList.From(part.Citations.Select(cited => Restore(vault, cited, restorer))) };
    }

    private static string? Restore(Vault vault, string? text) => text is null ? null : TextRestorer.Restore(vault, text, json: false);

    public static RawJson Restore(Vault vault, RawJson json) => json.Utf8.Span.Contains((byte)'<') || json.Utf8.Span.Contains((byte)'\\') ? RawJson.FromText(TextRestorer.Restore(vault, json.ToString(), json: true)) : json;
}
