using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes what the model may call, and what it must.</summary>
internal sealed class ToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private bool Own => how.From == OpenAiChatDialect.DialectName;

    public void Write()
    {
        var written = request.Tools.Where(IsWritable).ToArray();
        if (written.Length > 0)
        {
            json.WriteStartArray(W.Tools);
            foreach (var tool in written)
            {
                WriteTool(tool);
            }

            json.WriteEndArray();
            json.OptionalFlag(W.ParallelToolCalls, request.ParallelToolCalls);
        }
        else if (Own)
        {
            json.OptionalFlag(W.ParallelToolCalls, request.ParallelToolCalls);
        }

        // A choice without a tool to choose is refused.
        if (request.ToolChoice is { } choice && (written.Length > 0 || Own))
        {
            WriteChoice(choice);
        }
        else if (request.ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
        {
            how.Drop("tool_choice");
        }
    }

    private bool IsWritable(Tool tool)
    {
        if (tool is ForeignTool { Dialect: not OpenAiChatDialect.DialectName } foreign)
        {
            how.Drop(foreign.Type);
            return false;
        }

        return true;
    }

    private void WriteTool(Tool tool)
    {
        if (tool is ForeignTool foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        how.DropForeign(tool, OpenAiChatDialect.DialectName);
        json.WriteStartObject();
        if (tool is FunctionTool function)
        {
            json.WriteString(W.Type, W.Function);
            json.WriteStartObject(W.Function);
            json.WriteString(W.Name, function.Name);
            json.OptionalText(W.Description, function.Description);
            json.OptionalRaw(W.Parameters, function.Parameters);
            json.OptionalFlag(W.Strict, function.Strict);
            json.WriteEndObject();
        }
        else if (tool is CustomTool custom)
        {
            json.WriteString(W.Type, W.Custom);
            json.WriteStartObject(W.Custom);
            json.WriteString(W.Name, custom.Name);
            json.OptionalText(W.Description, custom.Description);
            WriteFormat(custom.Format);
            json.WriteEndObject();
        }

        PartWriter.WriteCache(json, tool.Cache, how);
        json.WriteEndObject();
    }

    /// <summary>Responses write a grammar flat; here it stands in an object of its own name.</summary>
    private void WriteFormat(RawJson format)
    {
        using var reading = format.IsAbsent ? null : JsonReading.TryParse(format.Utf8, paths: false);
        if (reading?.Root["syntax"u8].IsText is not true)
        {
            json.OptionalRaw(W.Format, format);
            return;
        }

        json.WriteStartObject(W.Format);
        json.WriteString(W.Type, "grammar"u8);
        json.WriteStartObject("grammar"u8);
        foreach (var (name, value) in reading.Root.Members().Where(member => member.Key != "type" && member.Value.Exists))
        {
            json.WritePropertyName(name);
            json.Raw(value.Raw);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChoice(ToolChoice choice)
    {
        if (choice.Kind == ToolChoiceKind.Named)
        {
            json.WriteStartObject(W.ToolChoice);
            WriteNamed(choice.Name ?? "");
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
        json.WriteString(W.Type, W.AllowedTools);
        json.WriteStartObject(W.AllowedTools);
        json.WriteString(W.Mode, word);
        json.WriteStartArray(W.Tools);
        foreach (var name in choice.Allowed)
        {
            json.WriteStartObject();
            WriteNamed(name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteNamed(string name)
    {
        var kind = request.Tools.Any(tool => tool is CustomTool custom && custom.Name == name) ? W.Custom : W.Function;
        json.WriteString(W.Type, kind);
        json.WriteStartObject(kind);
        json.WriteString(W.Name, name);
        json.WriteEndObject();
    }
}
