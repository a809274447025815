using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Writes what the model may call. There is no word for what it must: a choice narrows the tools that are offered, and what a narrowing cannot say is named.</summary>
internal sealed class OllamaToolWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private static readonly RawJson NoParameters = RawJson.FromText("""{"type":"object","properties":{}}""");

    private bool Own => how.From == W.Words.Dialect;

    public void Write()
    {
        var offered = request.Tools.Where(IsOffered).ToArray();
        if (request.ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
        {
            how.Drop("tool_choice");
        }

        if (request.ParallelToolCalls == false)
        {
            how.Drop(how.Words.Parallel);
        }

        if (offered.Length == 0)
        {
            return;
        }

        json.WriteStartArray(W.Tools);
        foreach (var tool in offered)
        {
            WriteTool(tool);
        }

        json.WriteEndArray();
    }

    private bool IsOffered(Tool tool)
    {
        if (tool is ForeignTool { Dialect: not W.Words.Dialect } foreign)
        {
            how.Drop(foreign.Type);
            return false;
        }

        if (tool.Cache is not null)
        {
            how.Drop("cache_control");
        }

        how.DropForeign(tool, W.Words.Dialect);
        var name = (tool as FunctionTool)?.Name ?? (tool as CustomTool)?.Name;
        return request.ToolChoice switch
        {
            { Kind: ToolChoiceKind.None } => false,
            { Kind: ToolChoiceKind.Named } named => name == named.Name,
            { Allowed: { Count: > 0 } allowed } => name is not null && allowed.Contains(name),
            _ => true,
        };
    }

    private void WriteTool(Tool tool)
    {
        if (tool is ForeignTool foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        var function = tool is CustomTool custom ? FreeTextTools.AsFunction(custom, how) : (FunctionTool)tool;
        json.WriteStartObject();
        json.WriteString(W.Type, W.Words.FunctionType);
        json.WriteStartObject(W.Function);
        json.WriteString(W.Name, function.Name);
        json.OptionalText(W.Description, function.Description);
        json.OptionalRaw(W.Parameters, function.Parameters.IsAbsent && !Own ? NoParameters : function.Parameters);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
