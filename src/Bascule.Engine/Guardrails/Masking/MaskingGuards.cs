using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>The guardrails that mask, over one request that they have looked at.</summary>
public static class MaskingGuards
{
    /// <summary>Masks what they find. Null, or why the request cannot go out.</summary>
    /// <param name="screened">What looked at it and found what; null: nothing looked.</param>
    /// <param name="from">How many of them have masked it before.</param>
    /// <param name="before">What stands behind the placeholders that it holds by now; null: it holds none.</param>
    /// <param name="isForm">The body is a form: its texts have no place for a placeholder.</param>
    /// <param name="query">The address's query, which goes upstream as it is.</param>
    /// <param name="masked">Null where nothing is masked.</param>
    public static Failure? Mask(Screened? screened, int from, Vault? before, ReadOnlyMemory<byte> body, RequestProfile profile, bool isForm, string query, out MaskedBody? masked)
    {
        masked = null;
        Verdict[] verdicts = screened is null ? [] : [.. screened.Verdicts.Skip(from).Where(verdict => verdict.Guardrail is { Options.Action: GuardrailAction.Mask, Detectors: not null })];
        return verdicts.Length == 0 ? null : Mask(verdicts, before, body, profile, isForm, query, out masked);
    }

    private static Failure? Mask(Verdict[] verdicts, Vault? before, ReadOnlyMemory<byte> body, RequestProfile profile, bool isForm, string query, out MaskedBody? masked)
    {
        masked = null;
        var found = verdicts.Any(verdict => verdict.Kinds.Count > 0);
        if (found && (isForm || IsIn(verdicts, query)))
        {
            return Impossible("what must be masked stands in a form or in the address");
        }

        if (isForm || (!found && !MayReadLikeOne(body.Span)))
        {
            return null;
        }

        var failure = Masker.Mask(
            body,
            profile,
            before,
            (text, into) =>
            {
                foreach (var verdict in verdicts)
                {
                    verdict.Guardrail.Detectors!.Find(text, into);
                }
            },
            out masked);
        if (masked is null || !profile.HasTurnsElse)
        {
            return failure;
        }

        masked = null;
        return Impossible("a part of this conversation stands with its provider, whose placeholders nobody here knows");
    }

    /// <summary>Something in the body may read like a placeholder, and would be taken for one in an answer.</summary>
    private static bool MayReadLikeOne(ReadOnlySpan<byte> body) => body.Contains((byte)'<') || body.IndexOf("\\u003"u8) >= 0;

    private static bool IsIn(Verdict[] verdicts, string query)
    {
        if (query.Length < 2)
        {
            return false;
        }

        var (text, found) = (Encoding.UTF8.GetBytes(query), new List<Finding>());
        foreach (var verdict in verdicts)
        {
            verdict.Guardrail.Detectors!.Find(text, found);
        }

        return found.Count > 0;
    }

    private static Failure Impossible(string why) => new(Blame.Policy, FailureKind.Forbidden, "masking_impossible", $"A guardrail masks, and {why}.")
    {
        Mend = "Send the whole conversation as JSON, or leave out what the guardrail looks for.",
    };
}
