using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects;

/// <summary>The way back of <see cref="FreeTextTools"/>: the caller's tool takes free text, the upstream called it as a function with one string.</summary>
internal sealed class FreeTextAnswers(ChatRequest asked)
{
    private readonly HashSet<string> _names = [.. asked.Tools.OfType<CustomTool>().Select(tool => tool.Name)];
    private readonly Dictionary<(int Choice, int Part), (ToolCallPart Seed, StringBuilder Arguments)> _open = [];    // bounded by the calls that an answer has

    public Answer Restore(Answer answer) => _names.Count == 0 ? answer : answer with { Choices = ValueList.From(answer.Choices.Select(Restore)) };

    /// <summary>What an event becomes: such a call is told when it is whole, since its text stands inside a JSON string.</summary>
    public IEnumerable<AnswerEvent> Restore(AnswerEvent said)
    {
        switch (said)
        {
            case PartBegan { Seed: ToolCallPart call } began when IsOurs(call):
                _open[(began.Choice, began.Part)] = (call, new StringBuilder(call.Arguments));
                return [];
            case PartGrew grew when _open.TryGetValue((grew.Choice, grew.Part), out var open):
                open.Arguments.Append(grew.Text);
                return [];
            case PartEnded ended when _open.Remove((ended.Choice, ended.Part), out var open):
                var whole = Restore(open.Seed with { Arguments = open.Arguments.ToString() });
                return [new PartBegan(ended.Choice, ended.Part, whole with { Arguments = "" }), new PartGrew(ended.Choice, ended.Part, whole.Arguments), ended];
            default:
                return [said];
        }
    }

    private Choice Restore(Choice choice) => choice with { Parts = ValueList.From(choice.Parts.Select(part => part is ToolCallPart call && IsOurs(call) ? Restore(call) : part)) };

    private bool IsOurs(ToolCallPart call) => !call.Custom && _names.Contains(call.Name);

    private static ToolCallPart Restore(ToolCallPart call)
    {
        using var reading = JsonReading.TryParse(Encoding.UTF8.GetBytes(call.Arguments), paths: false);
        return call with { Custom = true, Arguments = reading?.Root["input"u8].AsText ?? call.Arguments };
    }
}
