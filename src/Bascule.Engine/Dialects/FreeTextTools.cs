using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>A tool that takes free text, for wires that have none: a function with a single string named <c>input</c>.</summary>
internal static class FreeTextTools
{
    private static readonly RawJson Parameters = RawJson.FromText("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}""");

    /// <summary>The tool as a function; its grammar has no place and is named.</summary>
    public static FunctionTool AsFunction(CustomTool tool, RequestWriting how)
    {
        if (!tool.Format.IsAbsent)
        {
            how.Drop("custom.format");
        }

        return new FunctionTool(tool.Name, tool.Description, Parameters) { Cache = tool.Cache };
    }

    /// <summary>A call of such a tool as a call of that function; any other as it is.</summary>
    public static ToolCallPart AsFunction(ToolCallPart call) => call.Custom
        ? call with { Custom = false, Arguments = $$"""{"input":"{{JsonEncodedText.Encode(Sound(call.Arguments))}}"}""" }
        : call;

    /// <summary>Half a surrogate pair is no text that can be encoded.</summary>
    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
