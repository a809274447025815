using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads what the model may call, and what it must.</summary>
internal static class ToolReader
{
    public static Tool Read(JsonNode tool)
    {
        var type = tool.ObjectHere(required: true)[W.Type].RequiredText();
        var cache = PartReader.ReadCache(tool[W.CacheControl]);
        switch (type)
        {
            case "function":
                return ReadFunction(tool[W.Function]) with { Cache = cache };
            case "custom":
                var custom = tool[W.Custom].ObjectHere(required: true);
                return new CustomTool(custom[W.Name].RequiredText(), custom[W.Description].Text, custom[W.Format].Raw) { Cache = cache };
            default:
                return new ForeignTool(OpenAiChatDialect.DialectName, type, tool.Raw) { Cache = cache };
        }
    }

    public static Tool ReadFunction(JsonNode function) =>
        new FunctionTool(function.ObjectHere(required: true)[W.Name].RequiredText(), function[W.Description].Text, function[W.Parameters].ObjectHere().Raw)
        {
            Strict = function[W.Strict].Flag,
        };

    /// <summary>Reads <c>tool_choice</c> and the older <c>function_call</c>, which is a name without a type.</summary>
    public static ToolChoice? ReadChoice(JsonNode choice)
    {
        if (choice.IsText)
        {
            return choice.Text switch
            {
                "auto" => new(ToolChoiceKind.Auto),
                "none" => new(ToolChoiceKind.None),
                "required" or "any" => new(ToolChoiceKind.Required),
                _ => Refused(choice),
            };
        }

        if (!choice.ObjectHere().Exists || !choice.IsObject)
        {
            return null;
        }

        return choice[W.Type].Text switch
        {
            "allowed_tools" => ReadAllowed(choice[W.AllowedTools].ObjectHere(required: true)),
            "function" => new(ToolChoiceKind.Named, choice[W.Function].ObjectHere(required: true)[W.Name].RequiredText()),
            "custom" => new(ToolChoiceKind.Named, choice[W.Custom].ObjectHere(required: true)[W.Name].RequiredText()),
            null => new(ToolChoiceKind.Named, choice[W.Name].RequiredText()),
            _ => Refused(choice[W.Type]),
        };
    }

    private static ToolChoice? Refused(JsonNode node)
    {
        node.Refuse("is not a known tool choice");
        return null;
    }

    private static ToolChoice ReadAllowed(JsonNode allowed) =>
        new(allowed[W.Mode].RequiredText() == "required" ? ToolChoiceKind.Required : ToolChoiceKind.Auto)
        {
            Allowed = ValueList.From(allowed[W.Tools].Items().Select(tool =>
                (tool[W.Custom].Exists ? tool[W.Custom] : tool[W.Function]).ObjectHere(required: true)[W.Name].RequiredText())),
        };
}
