using System.Text.RegularExpressions;
using Bascule.Sandbox.Skills;

namespace Bascule.Sandbox.Talk;

/// <summary>Decides which offered tools a question calls for, and with what arguments.</summary>
internal static partial class ToolPicker
{
    /// <summary>Words that say what a tool does, not what it is about.</summary>
    private static readonly HashSet<string> Verbs = ["find", "fetch", "list", "make", "read", "search", "send", "lookup", "look", "current", "tool", "with", "from", "this", "that"];

    public static IReadOnlyList<ToolCall> Pick(Question question)
    {
        if (question.ToolResult is not null || question.Wish == ToolWish.Never || question.Tools.Count == 0)
        {
            return [];
        }

        if (question.ForcedTool is { } forced)
        {
            return question.Tools.Where(tool => tool.Name == forced).Take(1).Select(tool => Call(question, tool, 0)).ToArray();
        }

        var fitting = question.Tools.Where(tool => Fits(tool.Name, question.Text)).ToArray();
        if (fitting.Length == 0 && question.Wish == ToolWish.Must)
        {
            fitting = [question.Tools[0]];
        }

        return fitting.Take(question.OneToolOnly ? 1 : int.MaxValue).Select((tool, index) => Call(question, tool, index)).ToArray();
    }

    private static bool Fits(string tool, string text) =>
        text.Contains(tool, StringComparison.OrdinalIgnoreCase)
        || Parts().Matches(tool).Select(part => part.Value.ToLowerInvariant())
            .Any(word => word.Length >= 4 && !Verbs.Contains(word) && text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static ToolCall Call(Question question, OfferedTool tool, int index)
    {
        var arguments = SchemaFiller.Fill(tool.Schema, new Hints(question.Text, null)).ToJsonString();
        var id = Mistake.Seed($"{question.Model.Id}|{question.Text}|{tool.Name}|{index}", int.MaxValue);
        return new ToolCall($"sim{id:x8}{index}", tool.Name, arguments);
    }

    [GeneratedRegex(@"[A-Z]?[a-z]+|[A-Z]+")]
    private static partial Regex Parts();
}
