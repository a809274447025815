using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger;

/// <summary>What ties a row to the very bytes that were asked and answered, and to the upstream's own names for them. With the row's deployment, model, decision and config version it says what answered, and why it was allowed.</summary>
/// <param name="Request">SHA-256 of the caller's body as it came; null: not hashed.</param>
/// <param name="Answer">SHA-256 of the answer's body as the caller got it, without the comments that keep a silent stream open; null: not hashed, or no whole answer.</param>
/// <param name="Fingerprint">The upstream's <c>system_fingerprint</c>, or null.</param>
/// <param name="AnswerId">The answer's id as the upstream said it, or null.</param>
public sealed record LedgerProvenance(Digest? Request, Digest? Answer, string? Fingerprint, string? AnswerId)
{
    /// <summary>Null where nothing is known.</summary>
    internal static LedgerProvenance? Of(Digest? request, Digest? answer, string? fingerprint, string? answerId) =>
        request is null && answer is null && fingerprint is null && answerId is null ? null : new(request, answer, fingerprint, answerId);
}
