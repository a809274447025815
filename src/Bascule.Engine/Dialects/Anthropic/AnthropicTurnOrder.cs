using Bascule.Engine.Conversation;
using Place = Bascule.Engine.Dialects.Anthropic.AnthropicPartMending.Place;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>
/// Puts turns into the order a strict upstream demands: user first, then strictly in turn, each tool call answered in the message after it. What lies between two
/// assistant turns becomes one user message, results first. Results of no call become text; calls without a result get one that says so.
/// </summary>
internal sealed class AnthropicTurnOrder
{
    /// <summary>Stands where a user must have spoken and did not: the shortest text that is not white space, and of no language.</summary>
    public const string Nothing = ".";

    /// <summary>Stands where a tool was called and nobody said what came of it.</summary>
    public const string NoResult = "no result was given";

    private readonly AnthropicPartMending _mending;
    private readonly AnthropicToolIds _ids = new();
    private readonly List<AnthropicMessage> _messages = [];
    private readonly List<Part> _system = [];
    private readonly List<Part> _results = [];
    private readonly List<Part> _said = [];
    private bool _userSpoke;

    private AnthropicTurnOrder(AnthropicPartMending mending) => _mending = mending;

    /// <summary>The messages in order, and what stands before them.</summary>
    public static (IReadOnlyList<Part> System, IReadOnlyList<AnthropicMessage> Messages) Arrange(ChatRequest request, AnthropicPartMending mending)
    {
        var order = new AnthropicTurnOrder(mending);
        order._system.AddRange(mending.Mend(request.Instructions, Place.System));
        foreach (var turn in request.Turns)
        {
            order.Add(turn);
        }

        order.Finish();
        return (order._system, order._messages);
    }

    private void Add(Turn turn)
    {
        switch (turn.Role)
        {
            case Role.System:
                _system.AddRange(_mending.Mend(turn.Parts, Place.System));
                break;
            case Role.Assistant:
                AddAssistant(turn);
                break;
            default:
                _userSpoke = true;
                AddUser(turn);
                break;
        }
    }

    private void AddUser(Turn turn)
    {
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            var content = ValueList.From(_mending.Mend(result.Content, Place.ToolResult));
            if (_ids.Answer(result.CallId) is { } id)
            {
                _results.Add(result with { CallId = id, Content = content });
                continue;
            }

            _said.Add(new TextPart($"Result of a tool call that is not part of this conversation ({result.Name ?? result.CallId}):"));
            _said.AddRange(content);
        }

        _said.AddRange(_mending.Mend(turn.Parts.Where(part => part is not ToolResultPart), Place.User));
    }

    private void AddAssistant(Turn turn)
    {
        var parts = _mending.Mend(turn.Parts, Place.Assistant).ToArray();
        if (parts.Length == 0)
        {
            return;
        }

        if (_results.Count > 0 || _said.Count > 0)
        {
            CloseUser();
        }

        if (_messages.Count == 0)
        {
            _said.Add(new TextPart(Nothing));
            CloseUser();
        }

        if (!_messages[^1].IsAssistant)
        {
            _messages.Add(new AnthropicMessage(IsAssistant: true, []));
        }

        _messages[^1].Parts.AddRange(parts.Select(part => part is ToolCallPart call ? call with { Id = _ids.Open(call.Id), Name = AnthropicToolIds.Fit(call.Name) } : part));
        _userSpoke = false;
    }

    private void CloseUser()
    {
        _results.AddRange(_ids.Close().Select(id => new ToolResultPart(id, [new TextPart(NoResult)]) { IsError = true }));
        _messages.Add(new AnthropicMessage(IsAssistant: false, [.. _results, .. _said]));
        _results.Clear();
        _said.Clear();
        _userSpoke = false;
    }

    private void Finish()
    {
        if ((_userSpoke || _messages.Count == 0) && _results.Count == 0 && _said.Count == 0 && !_ids.HasOpen)
        {
            _said.Add(new TextPart(Nothing));
        }

        if (_results.Count > 0 || _said.Count > 0 || _ids.HasOpen)
        {
            CloseUser();
        }
        else
        {
            TrimPrefill(_messages[^1].Parts);
        }
    }

    /// <summary>A final assistant message is the beginning of the answer, and must not end in white space.</summary>
    private static void TrimPrefill(List<Part> parts)
    {
        if (parts[^1] is TextPart text)
        {
            parts[^1] = text with { Text = text.Text.TrimEnd() };
        }
    }
}

/// <summary>One message as it will be written.</summary>
internal sealed record AnthropicMessage(bool IsAssistant, List<Part> Parts);
