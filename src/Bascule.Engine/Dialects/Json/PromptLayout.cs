using System.Buffers;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// Where in a request's bytes its prompt stands, in the order in which providers read it: tools, instructions, turns, whatever order the JSON has. A next turn only adds to these bytes: what closes the
/// turns is not among them, nor are marks for caches, which move from turn to turn and are no part of what is cached.
/// </summary>
internal sealed class PromptLayout
{
    private static readonly byte[][] ToolNames = RequestShape.Names("tools", "functions", "toolConfig");

    private readonly List<Range> _runs = new(4);
    private int _turns = -1;

    private PromptLayout()
    {
    }

    /// <summary>All of its bytes, how many.</summary>
    public int Length { get; private set; }

    /// <summary>The first of its bytes that belongs to a turn, counted in the prompt.</summary>
    public int TurnsAt { get; private set; }

    public static PromptLayout Of(ReadOnlySpan<byte> body, RequestShape shape)
    {
        var parts = new List<(int Rank, int Start, int End)>(4);
        var at = JsonSkip.Space(body, 0) + 1;
        while ((at = JsonSkip.Space(body, at)) < body.Length && body[at] is (byte)'"' or (byte)',')
        {
            if (body[at] == ',')
            {
                at++;
                continue;
            }

            var nameEnd = JsonSkip.Value(body, at);
            var name = body[(at + 1)..Math.Max(at + 1, nameEnd - 1)];
            at = JsonSkip.Space(body, JsonSkip.Space(body, nameEnd) + 1);
            var end = JsonSkip.Value(body, at);
            if (at < end && body[at] != 'n' && RankOf(name, shape) is var rank and >= 0)
            {
                parts.Add((rank, at, end));
            }

            at = end;
        }

        parts.Sort();
        var layout = new PromptLayout();
        foreach (var (rank, start, end) in parts)
        {
            layout.Add(body, start, rank == 2 ? OpenEnd(body, start, end) : end, rank == 2);
        }

        layout.TurnsAt = layout._turns < 0 ? layout.Length : layout._turns;
        return layout;
    }

    /// <summary>The prompt's bytes, one behind the other.</summary>
    public void Write(ReadOnlySpan<byte> body, IBufferWriter<byte> into)
    {
        foreach (var run in _runs)
        {
            into.Write(body[run]);
        }
    }

    /// <summary>Where a byte of the prompt stands in the body.</summary>
    public int InBody(int at)
    {
        foreach (var run in _runs)
        {
            var length = run.End.Value - run.Start.Value;
            if (at < length)
            {
                return run.Start.Value + at;
            }

            at -= length;
        }

        return _runs.Count == 0 ? 0 : _runs[^1].End.Value;
    }

    private static int RankOf(ReadOnlySpan<byte> name, RequestShape shape) =>
        Among(ToolNames, name) ? 0 : Among(shape.Words, name) ? 1 : name.SequenceEqual(shape.Turns) ? 2 : -1;

    private static bool Among(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The end of the turns without what closes them: there the next one goes on.</summary>
    private static int OpenEnd(ReadOnlySpan<byte> body, int start, int end)
    {
        if (body[end - 1] is not ((byte)']' or (byte)'"') || end - 1 <= start)
        {
            return end;
        }

        end--;
        return body[end] == '"' ? end : start + body[start..end].TrimEnd(" \t\r\n"u8).Length;
    }

    private void Add(ReadOnlySpan<byte> body, int start, int end, bool turns)
    {
        if (turns && _turns < 0)
        {
            _turns = Length;
        }

        while (CacheMarks.Next(body[start..end]) is { } mark)
        {
            AddRun(start, start + mark.Start.Value);
            start += mark.End.Value;
        }

        AddRun(start, end);
    }

    private void AddRun(int start, int end)
    {
        if (end > start)
        {
            _runs.Add(start..end);
            Length += end - start;
        }
    }
}
