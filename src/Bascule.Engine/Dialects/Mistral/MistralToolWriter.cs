using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.Mistral;

/// <summary>Writes what the model may call, and what it must.</summary>
internal sealed class MistralToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private static readonly RawJson NoParameters = RawJson.FromText("""{"type":"object","properties":{}}""");

    public void Write()
    {
        var tools = request.Tools.Select(Place).OfType<Tool>().Where(IsAllowed).ToArray();
        var choice = request.ToolChoice;
        if (tools.Length == 0)
        {
            if (choice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
            {
                how.Drop("tool_choice");
            }

            return;
        }

        json.WriteStartArray(W.Tools);
        foreach (var tool in tools)
        {
            WriteTool(tool);
        }

        json.WriteEndArray();
        json.OptionalFlag(W.ParallelToolCalls, request.ParallelToolCalls);
        WriteChoice(choice);
    }

    public static ToolCallPart AsFunction(ToolCallPart call) =>
        FreeTextTools.AsFunction(call) is var function && string.IsNullOrWhiteSpace(function.Arguments) ? function with { Arguments = "{}" } : function;

    private Tool? Place(Tool tool)
    {
        if (tool.Cache is not null)
        {
            how.Drop("cache_control");
        }

        how.DropForeign(tool, MistralDialect.DialectName);
        switch (tool)
        {
            case FunctionTool:
                return tool;
            case CustomTool custom:
                return FreeTextTools.AsFunction(custom, how);
            case ForeignTool { Dialect: OpenAiChatDialect.DialectName } own when MistralWire.OwnTools.Contains(own.Type):
                return own;
            case ForeignTool foreign:
                how.Drop(foreign.Type);
                return null;
            default:
                return null;
        }
    }

    private bool IsAllowed(Tool tool) =>
        request.ToolChoice is not { Allowed: { Count: > 0 } allowed } || (tool is FunctionTool function && allowed.Contains(function.Name));

    private void WriteTool(Tool tool)
    {
        if (tool is ForeignTool own)
        {
            json.Raw(own.Json);
            return;
        }

        var function = (FunctionTool)tool;
        json.WriteStartObject();
        json.WriteString(W.Type, W.Function);
        json.WriteStartObject(W.Function);
        json.WriteString(W.Name, function.Name);
        json.OptionalText(W.Description, function.Description);
        json.OptionalRaw(W.Parameters, function.Parameters.IsAbsent ? NoParameters : function.Parameters);
        json.OptionalFlag(W.Strict, function.Strict);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChoice(ToolChoice? choice)
    {
        if (choice is { Kind: ToolChoiceKind.Named })
        {
            json.WriteStartObject(W.ToolChoice);
            json.WriteString(W.Type, W.Function);
            json.WriteStartObject(W.Function);
            json.WriteString(W.Name, choice.Name ?? "");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (choice is not null)
        {
            json.WriteString(W.ToolChoice, choice.Kind switch
            {
                ToolChoiceKind.None => "none"u8,
                ToolChoiceKind.Required => "any"u8,
                _ => "auto"u8,
            });
        }
    }
}
