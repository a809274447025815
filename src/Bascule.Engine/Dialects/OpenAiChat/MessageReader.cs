using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads the messages of a request into instructions and turns.</summary>
internal sealed class MessageReader(ForeignMembers foreign)
{
    private readonly List<Part> _instructions = [];
    private readonly List<Turn> _turns = [];
    private readonly List<Part> _results = [];
    private string? _lastLegacyCall;

    public (IReadOnlyList<Part> Instructions, IReadOnlyList<Turn> Turns) Read(JsonNode messages)
    {
        var index = 0;
        foreach (var message in messages.Items())
        {
            ReadMessage(message.ObjectHere(required: true), index++);
        }

        EndResults();
        return (ValueList.From(_instructions), ValueList.From(_turns));
    }

    private void ReadMessage(JsonNode message, int index)
    {
        var members = message.Taking();
        var role = members.Take(W.Role);
        var content = members.Take(W.Content);
        var name = members.Take(W.Name).Text;
        var word = role.RequiredText();
        if (word is not ("tool" or "function"))
        {
            EndResults();
        }

        switch (word)
        {
            case "system" or "developer" when _turns.Count == 0:
                _instructions.AddRange(PartReader.ReadContent(content));
                break;
            case "system" or "developer":
                Add(Role.System, name, PartReader.ReadContent(content));
                break;
            case "user":
                Add(Role.User, name, PartReader.ReadContent(content));
                break;
            case "assistant":
                Add(Role.Assistant, name, ReadAssistant(content, members, index));
                break;
            case "tool":
                _results.Add(new ToolResultPart(members.Take(W.ToolCallId).RequiredText(), ValueList.From(PartReader.ReadContent(content))) { Name = name });
                break;
            case "function":
                _results.Add(new ToolResultPart(_lastLegacyCall ?? "", ValueList.From(PartReader.ReadContent(content))) { Name = name });
                break;
            default:
                role.Refuse("must be one of system, developer, user, assistant, tool, function");
                break;
        }

        var cache = members.Take(W.CacheControl);
        if (cache.Exists)
        {
            foreign.Add(ForeignMembers.Messages + "cache_control", cache.Raw);
        }

        // Clients echo an answer's message whole; its annotations mean nothing on the way back.
        members.Take(W.Annotations);
        foreign.AddRest(ForeignMembers.Messages, members);
    }

    private List<Part> ReadAssistant(JsonNode content, JsonMembers members, int index)
    {
        var parts = ReasoningReader.Read(members.Take(W.ReasoningDetails), members.Take(W.ReasoningContent), members.Take(W.Reasoning));
        parts.AddRange(PartReader.ReadContent(content));
        if (members.Take(W.Refusal).Text is { Length: > 0 } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        var audio = members.Take(W.Audio).ObjectHere();
        if (audio.Exists)
        {
            parts.Add(new AudioPart(new MediaSource(), null) { Id = audio[W.Id].RequiredText() });
        }

        parts.AddRange(members.Take(W.ToolCalls).Items().Select(ReadCall));
        var legacy = members.Take(W.FunctionCall).ObjectHere();
        if (legacy.Exists)
        {
            // The id must be the same on every turn, or the provider's prompt cache is lost.
            _lastLegacyCall = $"call_{index}";
            parts.Add(new ToolCallPart(_lastLegacyCall, legacy[W.Name].RequiredText(), ReadArguments(legacy[W.Arguments])));
        }

        GoogleSignatures.Place(parts);
        return parts;
    }

    private static Part ReadCall(JsonNode call)
    {
        var id = call.ObjectHere(required: true)[W.Id].RequiredText();
        var type = call[W.Type].Text;
        if (type is not (null or "function"))
        {
            call.Blur();    // an unknown one is read as a function's
        }

        if (type == "custom")
        {
            var custom = call[W.Custom].ObjectHere(required: true);
            return new ToolCallPart(id, custom[W.Name].RequiredText(), custom[W.Input].Text ?? "") { Custom = true };
        }

        var function = call[W.Function].ObjectHere(required: true);
        return new ToolCallPart(id, function[W.Name].RequiredText(), ReadArguments(function[W.Arguments]));
    }

    private static string ReadArguments(JsonNode arguments)
    {
        var text = arguments.IsObject ? arguments.Raw.ToString() : arguments.Text;
        return string.IsNullOrWhiteSpace(text) ? "{}" : text;
    }

    private void Add(Role role, string? name, List<Part> parts) => _turns.Add(new Turn(role, ValueList.From(parts)) { Name = name });

    private void EndResults()
    {
        if (_results.Count > 0)
        {
            _turns.Add(new Turn(Role.Tool, ValueList.From(_results)));
            _results.Clear();
        }
    }
}
