namespace Bascule.Sandbox.Talk;

/// <summary>Ends a reply at the caller's stop sequence or token limit, whichever comes first.</summary>
internal static class Limits
{
    public static Reply Apply(Question question, Reply reply)
    {
        var stop = question.Stops
            .Select(sequence => (sequence, At: reply.Text.IndexOf(sequence, StringComparison.Ordinal)))
            .Where(hit => hit.At >= 0 && hit.sequence.Length > 0)
            .OrderBy(hit => hit.At)
            .FirstOrDefault();
        if (stop.sequence is not null)
        {
            reply = reply with { Text = reply.Text[..stop.At], Ending = Ending.StopSequence, StopSequence = stop.sequence };
        }

        return question.MaxTokens is { } tokens && reply.OutputTokens > tokens ? Cut(reply, tokens) : reply;
    }

    // Reasoning is spent first, as it is with the real ones; whole tokens, so that usage never exceeds the limit.
    private static Reply Cut(Reply reply, int tokens)
    {
        var reasoning = Tokens.First(reply.Reasoning, tokens * Tokens.CharsPerToken);
        tokens -= Tokens.Of(reasoning);
        var text = Tokens.First(reply.Text, tokens * Tokens.CharsPerToken);
        tokens -= Tokens.Of(text);
        var calls = new List<ToolCall>();
        foreach (var call in reply.Calls)
        {
            tokens -= Tokens.Of(call.Name);
            if (tokens < 0)
            {
                break;
            }

            calls.Add(call with { Arguments = Tokens.First(call.Arguments, tokens * Tokens.CharsPerToken) });
            tokens -= Tokens.Of(calls[^1].Arguments);
        }

        return reply with { Reasoning = reasoning, Text = text, Calls = calls, Ending = Ending.Length, StopSequence = null };
    }
}
