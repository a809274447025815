using System.Text.Json;
using Bascule.Engine.Ledger.Auditing;

namespace Bascule.Server.Admin;

/// <summary>The audit log as operators see it, over the API and at the terminal.</summary>
public static class AuditJson
{
    /// <summary>A page of entries.</summary>
    /// <param name="held">Refusals whose minute is not over.</param>
    public static void Write(Utf8JsonWriter json, AuditReader.Page page, int held)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var entry in page.Entries)
        {
            json.WriteStartObject();
            json.WriteNumber("number", entry.Number);
            json.WriteString("at", entry.At);
            json.WriteString("who", entry.Who);
            json.WriteString("act", entry.Act);
            json.WriteString("target", entry.Target);
            json.WriteStartObject("detail");
            foreach (var (name, value) in entry.Detail)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteNumber("count", entry.Count);
            json.WriteString("previous", entry.Previous);
            json.WriteString("hash", entry.Hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", page.Next);
        json.WriteNumber("refusals_held", held);
        json.WriteEndObject();
    }

    /// <summary>What a proof came to.</summary>
    public static void Write(Utf8JsonWriter json, AuditVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteBoolean("holds", verdict.Holds);
        if (verdict.Break is { } broken)
        {
            json.WriteStartObject("break");
            json.WriteString("file", broken.File);
            json.WriteNumber("line", broken.Line);
            json.WriteString("why", broken.Why);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("break");
        }

        json.WriteNumber("chains", verdict.Chains);
        json.WriteNumber("files", verdict.Files);
        json.WriteNumber("entries", verdict.Entries);
        json.WriteNumber("checkpoints", verdict.Checkpoints);
        json.WriteNumber("checkpoints_unproved", verdict.CheckpointsUnproved);
        json.WriteNumber("unsigned", verdict.Unsigned);
        Write(json, "head", verdict.Head);
        json.WriteStartArray("notes");
        foreach (var note in verdict.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Where a chain stands, or null.</summary>
    public static void Write(Utf8JsonWriter json, string name, AuditHead? head)
    {
        if (head is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("chain", head.Chain);
        json.WriteNumber("number", head.Number);
        json.WriteString("hash", head.Hash);
        json.WriteString("at", head.At);
        json.WriteEndObject();
    }
}
