using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience;

/// <summary>What a vendor is on record as refusing is renamed or dropped before it is sent.</summary>
internal static class Refusals
{
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
