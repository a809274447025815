using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Writes <c>toolConfig</c>. There is no choice <c>none</c>: tools are then left out, unless the conversation holds calls, which demand them.</summary>
internal sealed class BedrockToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how, BedrockModel model, BedrockBlockWriter blocks)
{
    /// <summary>The tools to offer; also those of earlier calls where none is offered now.</summary>
    public static IReadOnlyList<FunctionTool> Choose(ChatRequest request, RequestWriting how, IReadOnlyList<AnthropicMessage> messages)
    {
        var called = messages.Any(message => message.Parts.Any(part => part is ToolCallPart));
        if (request.ToolChoice is { Kind: ToolChoiceKind.None } && !called)
        {
            return [];
        }

        var tools = new List<FunctionTool>();
        foreach (var tool in AnthropicToolWriter.Choose(request, how, messages, out _))
        {
            if (tool is ForeignTool foreign)
            {
                how.Drop(foreign.Type);
            }
            else if ((tool as FunctionTool ?? (tool is CustomTool custom ? FreeTextTools.AsFunction(custom, how) : null)) is { } function)
            {
                tools.Add(function);
            }
        }

        return tools;
    }

    /// <returns>What the model must do, as it went out.</returns>
    public void Write(IReadOnlyList<FunctionTool> tools, ToolChoice? choice)
    {
        if (tools.Count == 0)
        {
            if (request.ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
            {
                how.Drop("tool_choice");
            }

            return;
        }

        json.WriteStartObject(W.ToolConfig);
        json.WriteStartArray(W.Tools);
        foreach (var tool in tools)
        {
            WriteTool(tool);
            blocks.WriteCache(tool.Cache);
        }

        json.WriteEndArray();
        WriteChoice(choice);
        json.WriteEndObject();
        if (request.ParallelToolCalls is false)
        {
            how.Drop(how.Words.Parallel);
        }
    }

    private void WriteTool(FunctionTool tool)
    {
        json.WriteStartObject();
        json.WriteStartObject(W.ToolSpec);
        json.WriteString(W.Name, AnthropicToolIds.Fit(tool.Name));
        json.OptionalText(W.Description, string.IsNullOrEmpty(tool.Description) ? null : tool.Description);
        json.WriteStartObject(W.InputSchema);
        AnthropicToolWriter.WriteSchema(json, W.Json, tool.Parameters);
        json.WriteEndObject();
        if (tool.Strict is true && model.TakesSchemas)
        {
            json.WriteBoolean(W.Strict, true);
        }
        else if (tool.Strict is true)
        {
            how.Drop("strict");
        }

        json.WriteEndObject();
        json.WriteEndObject();
        how.DropForeign(tool, BedrockDialect.DialectName);
    }

    private void WriteChoice(ToolChoice? choice)
    {
        if (choice is null)
        {
            return;
        }

        if (choice.Kind == ToolChoiceKind.None)
        {
            how.Drop("tool_choice");
            return;
        }

        json.WriteStartObject(W.ToolChoice);
        json.WriteStartObject(choice.Kind switch { ToolChoiceKind.Required => W.Any, ToolChoiceKind.Named => W.Tool, _ => W.Auto });
        if (choice.Kind == ToolChoiceKind.Named)
        {
            json.WriteString(W.Name, AnthropicToolIds.Fit(choice.Name ?? ""));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
