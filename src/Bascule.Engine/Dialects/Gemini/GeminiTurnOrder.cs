using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Puts turns into the order Gemini demands: calls right behind a user's content, all their results in the content behind them, as many as there are calls.
/// Results of no call become text; calls without a result get one that says so. Its own callers' order stays as it is.
/// </summary>
internal sealed class GeminiTurnOrder
{
    /// <summary>Stands where a user must have spoken and did not: the shortest text that is not white space, and of no language.</summary>
    public const string Nothing = ".";

    /// <summary>Stands where a tool was called and nobody said what came of it.</summary>
    public const string NoResult = "no result was given";

    private readonly GeminiPartMending _mending;
    private readonly GeminiOpenCalls _calls = new();
    private readonly List<GeminiContent> _contents = [];
    private readonly List<Part> _system = [];
    private readonly List<Part> _results = [];
    private readonly List<Part> _said = [];

    private GeminiTurnOrder(GeminiPartMending mending) => _mending = mending;

    public static (IReadOnlyList<Part> System, IReadOnlyList<GeminiContent> Contents) Arrange(ChatRequest request, RequestWriting how)
    {
        var order = new GeminiTurnOrder(new GeminiPartMending(how));
        order._system.AddRange(order._mending.Mend(request.Instructions, GeminiPartMending.Place.System));
        foreach (var turn in request.Turns)
        {
            if (how.From == Wire.Dialect)
            {
                order.AddOwn(turn);
            }
            else
            {
                order.Add(turn);
            }
        }

        order.Finish(how.From == Wire.Dialect);
        return (order._system, order._contents);
    }

    private void AddOwn(Turn turn)
    {
        var assistant = turn.Role == Role.Assistant;
        var parts = _mending.Mend(turn.Parts, assistant ? GeminiPartMending.Place.Model : GeminiPartMending.Place.User).ToList();
        _contents.Add(new GeminiContent(assistant, parts));
    }

    private void Add(Turn turn)
    {
        switch (turn.Role)
        {
            case Role.System:
                _system.AddRange(_mending.Mend(turn.Parts, GeminiPartMending.Place.System));
                break;
            case Role.Assistant:
                AddModel(turn);
                break;
            default:
                AddUser(turn);
                break;
        }
    }

    private void AddUser(Turn turn)
    {
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            var content = _mending.Mend(result.Content, GeminiPartMending.Place.User).ToArray();
            var words = Array.FindAll(content, part => part is TextPart);
            if (_calls.Answer(result.CallId) is { } call)
            {
                _results.Add(result with { CallId = call.Id, Name = call.Name, Content = ValueList.From(words) });
            }
            else
            {
                _said.Add(new TextPart($"Result of a tool call that is not part of this conversation ({result.Name ?? result.CallId}):"));
                _said.AddRange(words);
            }

            // Only the newest models take media inside a result; behind it every model does.
            _said.AddRange(content.Where(part => part is not TextPart));
        }

        _said.AddRange(_mending.Mend(turn.Parts.Where(part => part is not ToolResultPart), GeminiPartMending.Place.User));
    }

    private void AddModel(Turn turn)
    {
        var parts = _mending.Mend(turn.Parts, GeminiPartMending.Place.Model).ToArray();
        if (parts.Length == 0)
        {
            return;
        }

        CloseUser();
        if (_contents.Count == 0)
        {
            _contents.Add(new GeminiContent(false, [new TextPart(Nothing)]));
        }

        if (!_contents[^1].IsModel)
        {
            _contents.Add(new GeminiContent(true, []));
        }

        _contents[^1].Parts.AddRange(parts);
        _calls.Begin(_contents[^1].Parts.OfType<ToolCallPart>());
    }

    private void CloseUser()
    {
        _results.AddRange(_calls.Close().Select(call => new ToolResultPart(call.Id, [new TextPart(NoResult)]) { Name = call.Name, IsError = true }));
        if (_results.Count > 0 || _said.Count > 0)
        {
            _contents.Add(new GeminiContent(false, [.. _results, .. _said]));
        }

        _results.Clear();
        _said.Clear();
    }

    private void Finish(bool own)
    {
        CloseUser();
        if (_contents.Count == 0 && !own)
        {
            _contents.Add(new GeminiContent(false, [new TextPart(Nothing)]));
        }
    }
}

/// <summary>One content as it will be written.</summary>
internal sealed record GeminiContent(bool IsModel, List<Part> Parts);
