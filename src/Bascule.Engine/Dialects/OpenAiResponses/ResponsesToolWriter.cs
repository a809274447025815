using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes what the model may call, and what it must.</summary>
internal sealed class ResponsesToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private bool Own => how.From == OpenAiResponsesDialect.DialectName;

    public void Write()
    {
        var written = request.Tools.Where(IsWritable).ToArray();
        if (written.Length > 0)
        {
            json.WriteStartArray(W.Tools);
            foreach (var tool in written)
            {
                if (tool.Cache is not null)
                {
                    how.Drop("cache_control");
                }

                how.DropForeign(tool, OpenAiResponsesDialect.DialectName);
                WriteTool(json, tool, unsaidStrict: Own ? null : false);
            }

            json.WriteEndArray();
        }

        if (written.Length > 0 || Own)
        {
            json.OptionalFlag(W.ParallelToolCalls, request.ParallelToolCalls);
            if (request.ToolChoice is { } choice)
            {
                WriteChoice(json, request, choice);
            }
        }
        else if (request.ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
        {
            how.Drop("tool_choice");    // without a tool to choose it is refused
        }
    }

    /// <param name="unsaidStrict">What is written where the tool does not say: an unsaid one means strict here, and lax in other dialects.</param>
    public static void WriteTool(Utf8JsonWriter json, Tool tool, bool? unsaidStrict)
    {
        if (tool is ForeignTool foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        json.WriteStartObject();
        if (tool is FunctionTool function)
        {
            json.WriteString(W.Type, "function"u8);
            json.WriteString(W.Name, function.Name);
            json.OptionalText(W.Description, function.Description);
            json.OptionalRaw(W.Parameters, function.Parameters);
            json.OptionalFlag(W.Strict, function.Strict ?? unsaidStrict);
        }
        else if (tool is CustomTool custom)
        {
            json.WriteString(W.Type, "custom"u8);
            json.WriteString(W.Name, custom.Name);
            json.OptionalText(W.Description, custom.Description);
            WriteFormat(json, custom.Format);
        }

        json.Foreign(tool.Foreign, OpenAiResponsesDialect.DialectName);
        json.WriteEndObject();
    }

    public static void WriteChoice(Utf8JsonWriter json, ChatRequest request, ToolChoice choice)
    {
        if (choice.Kind == ToolChoiceKind.Named)
        {
            json.WriteStartObject(W.ToolChoice);
            WriteNamed(json, request, choice.Name ?? "");
            json.WriteEndObject();
            return;
        }

        var word = choice.Kind switch
        {
            ToolChoiceKind.None => "none",
            ToolChoiceKind.Required => "required",
            _ => "auto",
        };
        if (choice.Allowed.Count == 0)
        {
            json.WriteString(W.ToolChoice, word);
            return;
        }

        json.WriteStartObject(W.ToolChoice);
        json.WriteString(W.Type, "allowed_tools"u8);
        json.WriteString(W.Mode, word);
        json.WriteStartArray(W.Tools);
        foreach (var name in choice.Allowed)
        {
            json.WriteStartObject();
            WriteNamed(json, request, name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Chat completions wrap a grammar in an object of its own name; here it lies flat.</summary>
    private static void WriteFormat(Utf8JsonWriter json, RawJson format)
    {
        using var reading = JsonReading.TryParse(format.Utf8, paths: false);
        if (reading?.Root["grammar"u8] is not { IsObject: true } grammar)
        {
            json.OptionalRaw(W.Format, format);
            return;
        }

        json.WriteStartObject(W.Format);
        json.WriteString(W.Type, "grammar"u8);
        foreach (var (name, value) in grammar.Members())
        {
            json.WritePropertyName(name);
            json.Raw(value.Raw);
        }

        json.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter json, ChatRequest request, string name)
    {
        json.WriteString(W.Type, request.Tools.Any(tool => tool is CustomTool custom && custom.Name == name) ? "custom"u8 : "function"u8);
        json.WriteString(W.Name, name);
    }

    private bool IsWritable(Tool tool)
    {
        if (tool is ForeignTool { Dialect: not OpenAiResponsesDialect.DialectName } foreign)
        {
            how.Drop(foreign.Type);
            return false;
        }

        return true;
    }
}
