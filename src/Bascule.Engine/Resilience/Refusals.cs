using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience;

/// <summary>What a vendor is on record as refusing is renamed or dropped before it is sent.</summary>
internal static class Refusals
{
    /// <summary>On a strict route nothing is left out in silence. Null: nothing is, or the route is not strict.</summary>
    public static Failure? Strictly(Call call, AttemptReport made)
    {
        if (!call.Strict || made.Dropped.Count == 0)
        {
            return null;
        }

        var fields = string.Join(", ", made.Dropped);
        made.Dropped = [];
        return new Failure(Blame.Caller, FailureKind.Malformed, "field_not_taken", $"No deployment of this route has a place for: {fields}.")
        {
            Param = fields,
            Mend = "Leave them out, or ask a route that is not strict.",
            IsOfCandidate = true,
        };
    }

    /// <summary>Mends the body, and notes in the report what was done.</summary>
    public static void Mend(AttemptReport made, BodyEdits edits, ReadOnlySpan<byte> body, RequestProfile profile)
    {
        made.Edits = edits.Names;
        var quirks = made.Target.Deployment.Quirks;
        if (quirks.Count == 0)
        {
            return;
        }

        var dropped = made.Dropped.ToList();
        foreach (var quirk in quirks)
        {
            if (quirk.Action == QuirkAction.Rename)
            {
                edits.Rename(body, profile, quirk.Field, quirk.To!);
            }
            else if (quirk.Action == QuirkAction.Role)
            {
                edits.RenameDeveloper(profile, quirk.To!);
            }
            else if (edits.Drop(body, profile, quirk.Field) && !dropped.Contains(quirk.Field))
            {
                dropped.Add(quirk.Field);
            }
        }

        made.Dropped = dropped;
    }
}
