using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads what the model may call, and what it must.</summary>
internal static class ResponsesToolReader
{
    public static Tool Read(JsonNode tool)
    {
        var members = tool.ObjectHere(required: true).Taking();
        var type = members.Take(W.Type).RequiredText();
        switch (type)
        {
            case "function":
                var name = members.Take(W.Name).RequiredText();
                var described = members.Take(W.Description).Text;
                var function = new FunctionTool(name, described, members.Take(W.Parameters).ObjectHere().Raw) { Strict = members.Take(W.Strict).Flag };
                return function with { Foreign = members.RestAsForeign(OpenAiResponsesDialect.DialectName) };
            case "custom":
                var custom = new CustomTool(members.Take(W.Name).RequiredText(), members.Take(W.Description).Text, members.Take(W.Format).Raw);
                return custom with { Foreign = members.RestAsForeign(OpenAiResponsesDialect.DialectName) };
            default:
                return new ForeignTool(OpenAiResponsesDialect.DialectName, type, tool.Raw);
        }
    }

    public static ToolChoice? ReadChoice(JsonNode choice, ResponsesForeign foreign)
    {
        if (choice.IsText)
        {
            switch (choice.Text)
            {
                case "auto":
                    return new(ToolChoiceKind.Auto);
                case "none":
                    return new(ToolChoiceKind.None);
                case "required":
                    return new(ToolChoiceKind.Required);
                default:
                    choice.Refuse("is not a known tool choice");
                    return null;
            }
        }

        if (!choice.ObjectHere().IsObject)
        {
            return null;
        }

        switch (choice[W.Type].RequiredText())
        {
            case "function" or "custom":
                return new(ToolChoiceKind.Named, choice[W.Name].RequiredText());
            case "allowed_tools" when choice[W.Tools].AsItems().All(tool => tool[W.Name].IsText && tool[W.Type].AsText is "function" or "custom"):
                return new(choice[W.Mode].Text == "required" ? ToolChoiceKind.Required : ToolChoiceKind.Auto)
                {
                    Allowed = ValueList.From(choice[W.Tools].Items().Select(tool => tool[W.Name].RequiredText())),
                };
            default:
                foreign.Add("tool_choice", choice.Raw);    // a tool that the provider runs itself
                return null;
        }
    }
}
