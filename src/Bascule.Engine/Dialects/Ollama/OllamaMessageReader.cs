using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Reads messages into instructions and turns. Calls often have no id here, and results name their tool: <see cref="MadeIds"/> brings them together.</summary>
internal sealed class OllamaMessageReader(List<ForeignField> foreign)
{
    private readonly List<Part> _instructions = [];
    private readonly List<Turn> _turns = [];
    private readonly List<Part> _results = [];

    public (IReadOnlyList<Part> Instructions, IReadOnlyList<Turn> Turns) Read(JsonNode messages)
    {
        foreach (var message in messages.Items())
        {
            ReadMessage(message.ObjectHere(required: true));
        }

        EndResults();
        return (ValueList.From(_instructions), MadeIds.Fill(ValueList.From(_turns)));
    }

    private void ReadMessage(JsonNode message)
    {
        var members = message.Taking();
        var role = members.Take(W.Role);
        var word = role.RequiredText();
        if (word != "tool")
        {
            EndResults();
        }

        switch (word)
        {
            case "system" when _turns.Count == 0:
                _instructions.AddRange(ReadContent(members));
                break;
            case "system":
                Add(Role.System, ReadContent(members));
                break;
            case "user":
                Add(Role.User, ReadContent(members));
                break;
            case "assistant":
                Add(Role.Assistant, ReadAssistant(members));
                break;
            case "tool":
                ReadResult(members);
                break;
            default:
                role.Refuse("must be one of system, user, assistant, tool");
                break;
        }

        foreach (var (name, value) in members.Rest().Where(member => !member.Value.IsIdle))
        {
            OllamaRequestReader.Keep(foreign, W.Words.Dialect, W.Under.Messages + name, value);
        }
    }

    private static List<Part> ReadContent(JsonMembers members)
    {
        var parts = new List<Part>();
        if (members.Take(W.Content).Text is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(members.Take(W.Images).Items().Select(image => OllamaImages.Read(image.RequiredText())));
        return parts;
    }

    private List<Part> ReadAssistant(JsonMembers members)
    {
        var parts = new List<Part>();
        if (members.Take(W.Thinking).Text is { Length: > 0 } thinking)
        {
            parts.Add(new ReasoningPart(thinking));
        }

        parts.AddRange(ReadContent(members));
        parts.AddRange(members.Take(W.ToolCalls).Items().Select(ReadCall));
        return parts;
    }

    private static ToolCallPart ReadCall(JsonNode call)
    {
        var function = call.ObjectHere(required: true)[W.Function].ObjectHere(required: true);
        var arguments = function[W.Arguments];
        var text = arguments.IsText ? arguments.Text : arguments.ObjectHere().Exists ? arguments.Raw.ToString() : null;
        return new ToolCallPart(call[W.Id].Text ?? "", function[W.Name].RequiredText(), string.IsNullOrWhiteSpace(text) ? "{}" : text);
    }

    private void ReadResult(JsonMembers members)
    {
        var id = members.Take(W.ToolCallId).Text ?? "";
        var name = members.Take(W.ToolName).Text;
        name ??= members.Take(W.Name).Text;    // as clients wrote it before there was a member for it
        _results.Add(new ToolResultPart(id, ValueList.From(ReadContent(members))) { Name = string.IsNullOrEmpty(name) ? null : name });
    }

    private void Add(Role role, List<Part> parts) => _turns.Add(new Turn(role, ValueList.From(parts)));

    private void EndResults()
    {
        if (_results.Count > 0)
        {
            _turns.Add(new Turn(Role.Tool, ValueList.From(_results)));
            _results.Clear();
        }
    }
}
