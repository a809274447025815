using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Writes what the model may call, and what it must.</summary>
internal sealed class GeminiToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private bool Own => how.From == Wire.Dialect;

    public void Write()
    {
        var tools = request.Tools.Where(IsWritable).ToArray();
        if (tools.Length > 0)
        {
            WriteTools(tools);
        }

        WriteConfig(Array.Exists(tools, tool => tool is FunctionTool or CustomTool));
        if (request.ParallelToolCalls == false && tools.Length > 0)
        {
            how.Drop(how.Words.Parallel);
        }
    }

    private bool IsWritable(Tool tool)
    {
        if (tool.Cache is not null)
        {
            how.Drop("cache_control");
        }

        how.DropForeign(tool, Wire.Dialect);

        if (tool is ForeignTool { Dialect: not Wire.Dialect } foreign)
        {
            how.Drop(foreign.Type);
            return false;
        }

        // Only 'must' takes a list of names here; where the model is free, what it may not call is not declared.
        return request.ToolChoice is not { Kind: ToolChoiceKind.Auto, Allowed.Count: > 0 } choice || tool is ForeignTool || choice.Allowed.Contains(NameOf(tool));
    }

    private static string NameOf(Tool tool) => tool switch
    {
        FunctionTool function => function.Name,
        CustomTool custom => custom.Name,
        _ => "",
    };

    /// <summary>Functions that stand together share one object; each of the vendor's own tools has its own.</summary>
    private void WriteTools(Tool[] tools)
    {
        var open = false;
        json.WriteStartArray(Wire.Tools);
        foreach (var tool in tools)
        {
            if (tool is ForeignTool foreign)
            {
                CloseFunctions(ref open);
                json.Raw(foreign.Json);
                continue;
            }

            if (!open)
            {
                open = true;
                json.WriteStartObject();
                json.WriteStartArray(Wire.FunctionDeclarations);
            }

            WriteFunction(tool);
        }

        CloseFunctions(ref open);
        json.WriteEndArray();
    }

    private void CloseFunctions(ref bool open)
    {
        if (open)
        {
            json.WriteEndArray();
            json.WriteEndObject();
            open = false;
        }
    }

    private void WriteFunction(Tool tool)
    {
        var function = tool is CustomTool custom ? FreeTextTools.AsFunction(custom, how) : (FunctionTool)tool;
        json.WriteStartObject();
        json.WriteString(Wire.Name, function.Name);
        if (function.Description is not null || !Own)
        {
            json.WriteString(Wire.Description, function.Description ?? "");
        }

        if (!IsEmptySchema(function.Parameters))
        {
            json.OptionalRaw(Wire.ParametersJsonSchema, function.Parameters);
        }

        json.Foreign(tool.Foreign, Wire.Dialect);
        json.WriteEndObject();
    }

    /// <summary>A function without parameters is declared without a schema: an object type without properties is refused.</summary>
    private bool IsEmptySchema(RawJson schema)
    {
        if (Own || schema.IsAbsent)
        {
            return false;
        }

        using var reading = JsonReading.TryParse(schema.Utf8, paths: false);
        return reading?.Root is { } root && root["type"u8].AsText is "object" or null && !root["properties"u8].Members().Any() && !root["$ref"u8].Exists && !root["anyOf"u8].Exists
            && root["additionalProperties"u8] is not { IsObject: true };
    }

    private void WriteConfig(bool functions)
    {
        var choice = request.ToolChoice;
        if (choice is not null && !functions && !Own)
        {
            if (choice.Kind is ToolChoiceKind.Required or ToolChoiceKind.Named)
            {
                how.Drop("tool_choice");
            }

            choice = null;
        }

        var rest = request.Foreign.Where(field => field.Dialect == Wire.Dialect && field.Name.StartsWith(Wire.Paths.ToolConfig, StringComparison.Ordinal)).ToArray();
        if (choice is null && rest.Length == 0)
        {
            return;
        }

        json.WriteStartObject(Wire.ToolConfig);
        if (choice is not null && !Array.Exists(rest, field => field.Name == Wire.Paths.ToolConfig + Wire.FunctionCallingConfig.Text))
        {
            WriteChoice(choice);
        }

        foreach (var field in rest)
        {
            json.WritePropertyName(field.Name[Wire.Paths.ToolConfig.Length..]);
            json.Raw(field.Value);
        }

        json.WriteEndObject();
    }

    private void WriteChoice(ToolChoice choice)
    {
        json.WriteStartObject(Wire.FunctionCallingConfig);
        json.WriteString(Wire.Mode, choice.Kind switch
        {
            ToolChoiceKind.None => Wire.Modes.None,
            ToolChoiceKind.Auto => Wire.Modes.Auto,
            _ => Wire.Modes.Any,
        });
        IReadOnlyList<string> allowed = choice.Kind == ToolChoiceKind.Named ? [choice.Name ?? ""] : choice.Kind == ToolChoiceKind.Required ? choice.Allowed : [];
        if (allowed.Count > 0)
        {
            json.WriteStartArray(Wire.AllowedFunctionNames);
            foreach (var name in allowed)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
