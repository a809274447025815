using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Ledger.Content;

namespace Bascule.Engine.Guardrails.Redaction;

/// <summary>Makes of the words of an exchange what may be kept of them.</summary>
public static class ContentRedaction
{
    /// <param name="own">The operator's own detectors.</param>
    public static KeptContent Redact(ContentDraft draft, IReadOnlyList<DetectorSet> own)
    {
        var request = Redactor.Redact(draft.Request, own, out var requestWhole);
        var said = draft.StreamType is { } type && StreamTranscript.Of(draft.Dialect, type, draft.Answer) is { } transcript ? transcript : draft.Answer;
        var answer = Redactor.Redact(said, own, out var answerWhole);
        return new KeptContent(draft.Id, draft.At, default, draft.Owner, IsFull: false)
        {
            Request = request,
            RequestCut = draft.RequestCut || !requestWhole,
            Answer = answer,
            AnswerCut = draft.AnswerCut || !answerWhole,
        };
    }
}
