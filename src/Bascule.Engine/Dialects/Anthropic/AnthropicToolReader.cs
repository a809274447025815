using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>. A tool with a type of its own runs at the vendor and is kept raw.</summary>
internal static class AnthropicToolReader
{
    public static IReadOnlyList<Tool> ReadTools(JsonNode tools) => ValueList.From(tools.Items().Select(ReadTool));

    public static ToolChoice? ReadChoice(JsonNode choice)
    {
        if (!choice.Exists)
        {
            return null;
        }

        switch (choice[Wire.Type].RequiredText())
        {
            case Wire.Choices.Auto:
                return new ToolChoice(ToolChoiceKind.Auto);
            case Wire.Choices.Any:
                return new ToolChoice(ToolChoiceKind.Required);
            case Wire.Choices.None:
                return new ToolChoice(ToolChoiceKind.None);
            case Wire.Choices.Tool:
                return new ToolChoice(ToolChoiceKind.Named, choice[Wire.Name].RequiredText());
            default:
                choice[Wire.Type].Refuse("must be 'auto', 'any', 'tool' or 'none'");
                return null;
        }
    }

    private static Tool ReadTool(JsonNode tool)
    {
        var type = tool.ObjectHere(required: true)[Wire.Type].Text;
        if (type is not (null or Wire.Words.Custom))
        {
            return new ForeignTool(Wire.Words.Dialect, type, tool.Raw);
        }

        var members = tool.Taking();
        members.Take(Wire.Type);
        var name = members.Take(Wire.Name).RequiredText();
        var description = members.Take(Wire.Description).Text;
        var schema = members.Take(Wire.InputSchema).ObjectHere(required: true).Raw;
        return new FunctionTool(name, description, schema)
        {
            Strict = members.Take(Wire.Strict).Flag,
            Cache = AnthropicBlockReader.ReadCache(members.Take(Wire.CacheControl)),
            Foreign = members.RestAsForeign(Wire.Words.Dialect),
        };
    }
}
