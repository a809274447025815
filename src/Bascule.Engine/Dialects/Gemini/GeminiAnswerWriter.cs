using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Writes a whole answer for a caller.</summary>
internal static class GeminiAnswerWriter
{
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteStartArray(Wire.Candidates);
        foreach (var choice in answer.Choices)
        {
            var parts = choice.Parts.Select(Carry).OfType<Part>().ToArray();
            BeginCandidate(json, parts);
            var refused = choice.Parts.Any(part => part is RefusalPart);
            GeminiGrounding.Write(json, [.. parts.Select(part => part is TextPart text ? (text.Text, text.Citations) : ("", []))]);
            EndCandidate(json, choice.Index, GeminiStop.Write(choice.Stop, refused));
        }

        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            GeminiUsage.Write(json, usage);
        }

        WriteHead(json, answer.Model, answer.Id);
        if (answer.Created is { } created)
        {
            json.WriteString(Wire.CreateTime, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(created, 0, int.MaxValue)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        json.Foreign(answer.Foreign, Wire.Dialect);
        json.WriteEndObject();
    }

    public static void WriteHead(Utf8JsonWriter json, string model, string id)
    {
        json.WriteString(Wire.ModelVersion, model);
        json.WriteString(Wire.ResponseId, id);
    }

    public static void BeginCandidate(Utf8JsonWriter json, IReadOnlyList<Part> parts)
    {
        json.WriteStartObject();
        json.WriteStartObject(Wire.Content);
        json.WriteStartArray(Wire.Parts);
        foreach (var part in parts)
        {
            GeminiPartWriter.Write(json, part, signed: true);
        }

        json.WriteEndArray();
        json.WriteString(Wire.Role, Wire.Roles.Model);
        json.WriteEndObject();
    }

    public static void EndCandidate(Utf8JsonWriter json, int index, string? finish)
    {
        json.OptionalText(Wire.FinishReason, finish);
        json.WriteNumber(Wire.Index, index);
        json.WriteEndObject();
    }

    /// <summary>The part in a form that this wire has, or null. Words are kept whatever they were; opaque proofs of other vendors are not shown.</summary>
    public static Part? Carry(Part part) => part switch
    {
        TextPart { Text.Length: 0, Signature: null } or RefusalPart { Text.Length: 0 } => null,
        RefusalPart refusal => new TextPart(refusal.Text),
        ReasoningPart { Text.Length: 0 } reasoning when reasoning.Vendor != Wire.Vendor || reasoning.Signature is null => null,
        AudioPart { Source: { Base64: null, Url: null } } audio => audio.Transcript is { Length: > 0 } said ? new TextPart(said) : null,
        ImagePart { Source: { Base64: null, Url: null } } or FilePart { Source: { Base64: null, Url: null } } => null,
        TextPart or ReasoningPart or ToolCallPart or AudioPart or ImagePart or FilePart or ForeignPart { Dialect: Wire.Dialect } => part,
        _ => null,
    };
}
