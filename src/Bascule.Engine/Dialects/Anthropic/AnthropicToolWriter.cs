using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class AnthropicToolWriter
{
    private static readonly RawJson NoParameters = RawJson.FromText("""{"type":"object","properties":{}}""");

    /// <summary>The tools that have a place here and may be called. Where the conversation holds calls but no tools, the called ones are declared, for a strict upstream asks for them.</summary>
    public static IReadOnlyList<Tool> Choose(ChatRequest request, RequestWriting how, IReadOnlyList<AnthropicMessage> messages, out bool onlyHistory)
    {
        var chosen = new List<Tool>();
        foreach (var tool in request.Tools)
        {
            if (tool is ForeignTool { Dialect: not Wire.Words.Dialect } foreign)
            {
                how.Drop(foreign.Type);
            }
            else if (request.ToolChoice is not { Allowed: { Count: > 0 } allowed } || (NameOf(tool) is { } name && allowed.Contains(name)))
            {
                chosen.Add(tool);
            }
        }

        onlyHistory = false;
        if (chosen.Count == 0)
        {
            chosen.AddRange(messages.SelectMany(message => message.Parts).OfType<ToolCallPart>().Select(call => call.Name).Distinct()
                .Select(name => new FunctionTool(name, null, NoParameters)));
            onlyHistory = chosen.Count > 0;
        }

        return chosen;
    }

    public static void WriteTools(Utf8JsonWriter json, IReadOnlyList<Tool> tools, RequestWriting how)
    {
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray(Wire.Tools);
        foreach (var tool in tools)
        {
            WriteTool(json, tool, how);
        }

        json.WriteEndArray();
    }

    public static void WriteChoice(Utf8JsonWriter json, ToolChoice? choice, bool? parallel)
    {
        if (choice is null && parallel != false)
        {
            return;
        }

        json.WriteStartObject(Wire.ToolChoice);
        json.WriteString(Wire.Type, choice?.Kind switch
        {
            ToolChoiceKind.Required => Wire.Choices.Any,
            ToolChoiceKind.Named => Wire.Choices.Tool,
            ToolChoiceKind.None => Wire.Choices.None,
            _ => Wire.Choices.Auto,
        });
        if (choice is { Kind: ToolChoiceKind.Named, Name: { } name })
        {
            json.WriteString(Wire.Name, AnthropicToolIds.Fit(name));
        }

        if (parallel == false && choice?.Kind != ToolChoiceKind.None)
        {
            json.WriteBoolean(Wire.DisableParallelToolUse, true);
        }

        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, Tool tool, RequestWriting how)
    {
        if (tool is ForeignTool foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        var function = tool is CustomTool custom ? FreeTextTools.AsFunction(custom, how) : (FunctionTool)tool;
        json.WriteStartObject();
        WriteNames(json, function.Name, function.Description, how);
        WriteSchema(json, Wire.InputSchema, function.Parameters);
        json.OptionalFlag(Wire.Strict, function.Strict);
        AnthropicBlockWriter.WriteCache(json, tool.Cache);
        json.Foreign(tool.Foreign, Wire.Words.Dialect);
        how.DropForeign(tool, Wire.Words.Dialect);

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, string? description, RequestWriting how)
    {
        var fitting = AnthropicToolIds.Fit(name);
        if (fitting != name)
        {
            how.Drop("tools.name");
        }

        json.WriteString(Wire.Name, fitting);
        json.OptionalText(Wire.Description, string.IsNullOrEmpty(description) ? null : description);
    }

    /// <summary>Byte for byte, but a strict upstream demands <c>type: object</c>, which others let callers leave out.</summary>
    public static void WriteSchema(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson schema)
    {
        var reading = schema.IsAbsent ? null : JsonReading.TryParse(schema.Utf8);
        using (reading)
        {
            if (reading is not { Root.IsObject: true })
            {
                json.OptionalRaw(name, NoParameters);
            }
            else if (reading.Root[Wire.Type].Exists)
            {
                json.OptionalRaw(name, schema);
            }
            else
            {
                json.WriteStartObject(name);
                json.WriteString(Wire.Type, "object");
                foreach (var (member, value) in reading.Root.Members().Where(one => one.Value.Exists))
                {
                    json.WritePropertyName(member);
                    json.Raw(value.Raw);
                }

                json.WriteEndObject();
            }
        }
    }

    private static string? NameOf(Tool tool) => tool switch
    {
        FunctionTool function => function.Name,
        CustomTool custom => custom.Name,
        _ => null,
    };
}
