using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes a whole answer for a caller. Only the first choice has a place here.</summary>
internal static class AnthropicAnswerWriter
{
    public static void Write(Answer answer, IBufferWriter<byte> into)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new Choice(0, [], default);
        var parts = choice.Parts.Select(Carry).OfType<Part>().ToArray();
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString(Wire.Id, IdOf(answer.Id));
        json.WriteString(Wire.Type, Wire.Words.Message);
        json.WriteString(Wire.Role, Wire.Roles.Assistant);
        json.WriteString(Wire.Model, answer.Model);
        json.WriteStartArray(Wire.Content);
        foreach (var part in parts)
        {
            AnthropicBlockWriter.Write(json, part);
        }

        json.WriteEndArray();
        var stop = choice.Stop;
        json.WriteString(Wire.StopReason, AnthropicStop.Write(stop, parts.Any(part => part is ToolCallPart), choice.Parts.Any(part => part is RefusalPart)));
        json.WriteString(Wire.StopSequence, stop.Sequence);
        json.WriteStartObject(Wire.Usage);
        AnthropicUsage.Write(json, answer.Usage ?? default);
        json.OptionalText(Wire.ServiceTier, answer.ServiceTier);
        json.WriteEndObject();
        json.Foreign(answer.Foreign, Wire.Words.Dialect);
        json.WriteEndObject();
    }

    /// <summary>Clients tell ids by their prefix.</summary>
    public static string IdOf(string id) => id.StartsWith("msg_", StringComparison.Ordinal) ? id : "msg_" + id;

    /// <summary>The part in a form that this wire has, or null. Words are kept whatever they were; opaque proofs of other vendors are not shown.</summary>
    public static Part? Carry(Part part) => part switch
    {
        TextPart { Text.Length: > 0 } => part with { Cache = null },
        RefusalPart { Text.Length: > 0 } refusal => new TextPart(refusal.Text),
        AudioPart { Transcript: { Length: > 0 } said } => new TextPart(said),
        ReasoningPart { Vendor: Wire.Words.Dialect } own when own.Text.Length > 0 || own.Signature is not null || own.Redacted is not null => part,
        ReasoningPart { Vendor: not Wire.Words.Dialect, Text.Length: > 0 } other => new ReasoningPart(other.Text),
        ToolCallPart or ForeignPart { Dialect: Wire.Words.Dialect } => part,
        _ => null,
    };
}
