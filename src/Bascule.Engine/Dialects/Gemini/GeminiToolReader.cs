using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads what the model may call, and what it must.</summary>
internal static class GeminiToolReader
{
    public static IReadOnlyList<Tool> ReadTools(JsonNode tools)
    {
        var read = new List<Tool>();
        foreach (var tool in tools.OneOrMany())
        {
            var members = tool.ObjectHere(required: true).Taking();
            read.AddRange(members.TakeEither(Wire.FunctionDeclarations).OneOrMany().Select(ReadFunction));
            read.AddRange(members.Rest().Select(member => new ForeignTool(Wire.Dialect, member.Key, Alone(member.Key, member.Value.Raw))));
        }

        return ValueList.From(read);
    }

    /// <summary>What is not understood here is added to <paramref name="foreign"/>.</summary>
    public static ToolChoice? ReadChoice(JsonNode config, List<ForeignField> foreign)
    {
        var members = config.ObjectHere().Taking();
        var calling = members.TakeEither(Wire.FunctionCallingConfig).ObjectHere();
        foreign.AddRange(members.RestAsForeign(Wire.Dialect).Select(field => field with { Name = Wire.Paths.ToolConfig + field.Name }));
        if (!calling.Exists)
        {
            return null;
        }

        var allowed = ValueList.From(calling.Get(Wire.AllowedFunctionNames).Items().Select(name => name.RequiredText()));
        switch (calling.Get(Wire.Mode).Text?.ToUpperInvariant())
        {
            case null:
                return null;
            case Wire.Modes.Auto:
                return new ToolChoice(ToolChoiceKind.Auto);
            case Wire.Modes.None:
                return new ToolChoice(ToolChoiceKind.None);
            case Wire.Modes.Any:
                return allowed.Count == 1 ? new ToolChoice(ToolChoiceKind.Named, allowed[0]) : new ToolChoice(ToolChoiceKind.Required) { Allowed = allowed };
            default:
                foreign.Add(new ForeignField(Wire.Dialect, Wire.Paths.ToolConfig + Wire.FunctionCallingConfig.Text, calling.Raw));
                return new ToolChoice(ToolChoiceKind.Auto);
        }
    }

    private static Tool ReadFunction(JsonNode function)
    {
        var members = function.ObjectHere(required: true).Taking();
        var schema = members.TakeEither(Wire.ParametersJsonSchema).ObjectHere();
        var own = members.TakeEither(Wire.Parameters).ObjectHere();
        return new FunctionTool(members.TakeEither(Wire.Name).RequiredText(), members.TakeEither(Wire.Description).Text, schema.Exists ? schema.Raw : GeminiSchema.ToJsonSchema(own))
        {
            Foreign = members.RestAsForeign(Wire.Dialect),
        };
    }

    /// <summary>A tool of its own for each member, since one object may hold several.</summary>
    private static RawJson Alone(string name, RawJson value)
    {
        var into = new ArrayBufferWriter<byte>(value.Utf8.Length + name.Length + 8);
        using (var json = JsonWriting.To(into))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            json.Raw(value);
            json.WriteEndObject();
        }

        return new RawJson(into.WrittenMemory);
    }
}
