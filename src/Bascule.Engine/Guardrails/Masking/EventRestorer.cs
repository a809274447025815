using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>Puts values back into a streamed answer, event by event: in words, refusals, readable thoughts and the arguments of calls. Signed reasoning stays as it was signed.</summary>
internal sealed class EventRestorer(Vault vault) : StreamRestorer
{
    private readonly Dictionary<(int Choice, int Part), TextRestorer> _open = [];    // bounded by the parts that the answer has

    public override void Take(AnswerEvent said, ICollection<AnswerEvent> into)
    {
        switch (said)
        {
            case PartBegan began:
                Begin(began, into);
                break;
            case PartGrew grew when _open.TryGetValue((grew.Choice, grew.Part), out var text):
                Grow(grew, text.Take(grew.Text), into);
                break;
            case PartCited cited:
                into.Add(cited with { Citation = AnswerRestorer.Restore(vault, cited.Citation, _open.GetValueOrDefault((cited.Choice, cited.Part))) });
                break;
            case PartEnded ended when _open.Remove((ended.Choice, ended.Part), out var text):
                Grow(new PartGrew(ended.Choice, ended.Part, ""), text.End(), into);
                into.Add(ended);
                break;
            default:
                into.Add(said);
                break;
        }
    }

    private static void Grow(PartGrew grew, string text, ICollection<AnswerEvent> into)
    {
        if (text.Length > 0)
        {
            into.Add(ReferenceEquals(text, grew.Text) ? grew : grew with { Text = text });
        }
    }

    private void Begin(PartBegan began, ICollection<AnswerEvent> into)
    {
        var (seed, text, json) = began.Seed switch
        {
            TextPart words => ((Part)(words with { Text = "" }), words.Text, false),
            RefusalPart refusal => (refusal with { Text = "" }, refusal.Text, false),
            ReasoningPart { Vendor: null, Redacted: null, Signature: null } thought => (thought with { Text = "" }, thought.Text, false),
            ToolCallPart call => (call with { Arguments = "" }, call.Arguments, !call.Custom),
            var other => (AnswerRestorer.Restore(vault, other), null, false),
        };
        into.Add(began with { Seed = seed });
        if (text is not null)
        {
            var restorer = _open[(began.Choice, began.Part)] = new TextRestorer(vault, json);
            Grow(new PartGrew(began.Choice, began.Part, text), restorer.Take(text), into);
        }
    }
}
