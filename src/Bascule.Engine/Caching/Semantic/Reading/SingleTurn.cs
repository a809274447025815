using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Semantic.Reading;

/// <summary>Requests that ask one question in words and nothing else.</summary>
public static class SingleTurn
{
    /// <summary>The question; null: there is more, or something else, in it.</summary>
    public static string? Of(ChatRequest request) =>
        request is { Turns: [{ Role: Role.User, Parts: [TextPart { Text: { } text }] }], Tools.Count: 0, Choices: 1, Continues: false, GoesOnFrom: null } && request.Instructions.All(part => part is TextPart) && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;

    /// <summary>The same request with a question that is the same for all.</summary>
    public static ChatRequest Blank(ChatRequest request) => request with { Turns = [request.Turns[0] with { Parts = [new TextPart("?")] }] };
}
