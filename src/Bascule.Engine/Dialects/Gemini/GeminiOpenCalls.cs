using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>The calls that still wait for their results, each to be answered once.</summary>
internal sealed class GeminiOpenCalls
{
    private readonly List<ToolCallPart> _open = [];

    public void Begin(IEnumerable<ToolCallPart> calls)
    {
        _open.Clear();
        _open.AddRange(calls);
    }

    /// <summary>The call a result answers, which then waits no longer; null for none.</summary>
    public ToolCallPart? Answer(string id)
    {
        var at = _open.FindIndex(call => call.Id == id);
        if (at < 0)
        {
            return null;
        }

        var call = _open[at];
        _open.RemoveAt(at);
        return call;
    }

    /// <summary>The calls nobody answered, which then wait no longer.</summary>
    public ToolCallPart[] Close()
    {
        var left = _open.ToArray();
        _open.Clear();
        return left;
    }
}
