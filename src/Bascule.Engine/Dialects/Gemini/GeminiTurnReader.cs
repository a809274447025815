using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads <c>contents</c> into turns: a user's content with results becomes a tool turn with them and, where it holds more, a user turn with the rest.</summary>
internal static class GeminiTurnReader
{
    public static IReadOnlyList<Turn> Read(JsonNode contents)
    {
        if (contents.IsText)
        {
            return [new Turn(Role.User, [new TextPart(contents.AsText!)])];
        }

        var turns = new List<Turn>();
        foreach (var content in contents.OneOrMany())
        {
            ReadContent(content.ObjectHere(required: true), turns);
        }

        if (turns.Count == 0)
        {
            contents.Refuse(contents.Exists ? "must hold at least one content" : "is missing");
        }

        return ValueList.From(MadeIds.Fill(turns));
    }

    private static void ReadContent(JsonNode content, List<Turn> turns)
    {
        var role = content.Get(Wire.Role);
        var parts = content.Get(Wire.Parts).OneOrMany().Select(GeminiPartReader.Read).OfType<Part>().ToArray();
        switch (role.Text?.ToLowerInvariant())
        {
            case Wire.Roles.Model:
                turns.Add(new Turn(Role.Assistant, ValueList.From(parts)));
                Refuse(content, parts.Any(part => part is ToolResultPart), "holds a functionResponse, which only a content of the role 'user' may");
                break;
            case null or "" or Wire.Roles.User or Wire.Roles.Function:
                AddUser(parts, turns);
                Refuse(content, parts.Any(part => part is ToolCallPart), "holds a functionCall, which only a content of the role 'model' may");
                break;
            default:
                role.Refuse("must be 'user' or 'model'");
                break;
        }
    }

    private static void AddUser(Part[] parts, List<Turn> turns)
    {
        var results = Array.FindAll(parts, part => part is ToolResultPart);
        if (results.Length > 0)
        {
            turns.Add(new Turn(Role.Tool, ValueList.From(results)));
        }

        if (results.Length < parts.Length || parts.Length == 0)
        {
            turns.Add(new Turn(Role.User, ValueList.From(parts.Where(part => part is not ToolResultPart))));
        }
    }

    private static void Refuse(JsonNode content, bool wrong, string why)
    {
        if (wrong)
        {
            content.Refuse(why);
        }
    }
}
