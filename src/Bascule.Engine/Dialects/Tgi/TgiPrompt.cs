using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Tgi;

/// <summary>
/// Puts a conversation into one text. One user turn alone goes as it stands, which is what a model without a template expects; anything else becomes lines that begin with
/// <c>User:</c> and <c>Assistant:</c>, the instructions before them, and ends where the assistant is to speak.
/// </summary>
internal sealed class TgiPrompt(ChatRequest request, RequestWriting how)
{
    public string Write()
    {
        var instructions = TextOf(request.Instructions);
        if (instructions.Length == 0 && request.Turns is [{ Role: Role.User } only])
        {
            return TextOf(only.Parts);
        }

        var prompt = new StringBuilder(instructions);
        foreach (var turn in request.Turns)
        {
            if (TextOf(turn.Parts) is { Length: > 0 } said)
            {
                Part(prompt);
                prompt.Append(turn.Role switch
                {
                    Role.Assistant => "Assistant: ",
                    Role.System => "",
                    _ => "User: ",
                });
                prompt.Append(said);
            }
        }

        if (request.Turns is not [.., { Role: Role.Assistant }])
        {
            Part(prompt);
            prompt.Append("Assistant:");
        }

        return prompt.ToString();
    }

    private static void Part(StringBuilder prompt)
    {
        if (prompt.Length > 0)
        {
            prompt.Append("\n\n");
        }
    }

    private string TextOf(IReadOnlyList<Part> parts) => string.Join("\n\n", parts.Select(TextOf).OfType<string>());

    /// <summary>Words, or null for what has no place and is named.</summary>
    private string? TextOf(Part part)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }

        switch (part)
        {
            case TextPart text:
                return text.Text;
            case RefusalPart refusal:
                return refusal.Text;
            case FilePart { Source.Text: { } words } file:
                return file.Name is null ? words : $"{file.Name}\n\n{words}";
            case AudioPart { Transcript: { Length: > 0 } said }:
                return said;
            case ToolResultPart result:
                how.Drop("tools");
                return TextOf(result.Content);
            case ReasoningPart:
                return null;    // earlier thinking is no part of what was said
            default:
                how.Drop(part is ToolCallPart ? "tools" : how.Words.Of(part));
                return null;
        }
    }
}
