using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Bedrock;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// Puts marks for prompt caches into a request that has none: behind the last tool, behind the instructions, and behind the user's last two turns, so that the next request finds what this one wrote
/// however much was said between. Everything is put in, nothing is changed, and the prompt without its marks stays what it was.
/// </summary>
internal static class CacheMarking
{
    /// <summary>How a row calls it.</summary>
    public const string Edit = "cache_marks";

    /// <summary>More are refused (Anthropic, Bedrock).</summary>
    private const int MaxMarks = 4;

    private static readonly byte[] Member = [.. ",\"cache_control\":{\"type\":\"ephemeral\"}"u8];
    private static readonly byte[] Point = [.. ",{\"cachePoint\":{\"type\":\"default\"}}"u8];
    private static readonly byte[] TextBegin = [.. "[{\"type\":\"text\",\"text\":"u8];
    private static readonly byte[] TextEnd = [.. Member, .. "}]"u8];

    /// <summary>Whether requests of a wire format can be marked.</summary>
    public static bool Knows(IDialect wire) => wire is AnthropicDialect or BedrockDialect;

    /// <summary>Marks a request. Nothing where it has marks already: they are the caller's.</summary>
    /// <param name="tools">The model takes a mark behind its tools.</param>
    public static void Mark(ReadOnlySpan<byte> body, IDialect wire, bool tools, BodyEdits edits)
    {
        var root = JsonSkip.Space(body, 0);
        if (!Knows(wire) || CacheMarks.Any(body))
        {
            return;
        }

        var (marks, points) = (MaxMarks, wire is BedrockDialect);
        var listed = points ? JsonAt.Member(body, root, "toolConfig"u8) is { } config ? JsonAt.Member(body, config.Start.Value, "tools"u8) : null : JsonAt.Member(body, root, "tools"u8);
        if (tools && listed is { } list && (points ? Behind(body, list, edits) : OnTool(body, list, edits)))
        {
            marks--;
        }

        if (JsonAt.Member(body, root, "system"u8) is { } system && (points ? Behind(body, system, edits) : OnContent(body, system, edits)))
        {
            marks--;
        }

        if (JsonAt.Member(body, root, "messages"u8) is not { } messages)
        {
            return;
        }

        // A first question without tools may be the last: writing it costs more than reading it, and nobody knows whether it is read again.
        var turns = JsonAt.Elements(body, messages.Start.Value);
        for (var (i, left) = (turns.Count - 1, turns.Count > 1 || listed is not null ? Math.Min(2, marks) : 0); i >= 0 && left > 0; i--)
        {
            if (JsonAt.Says(body, turns[i].Start.Value, "role"u8, "user"u8) && JsonAt.Member(body, turns[i].Start.Value, "content"u8) is { } content
                && (points ? Behind(body, content, edits) : OnContent(body, content, edits)))
            {
                left--;
            }
        }
    }

    /// <summary>A cache point behind the last element of a list.</summary>
    private static bool Behind(ReadOnlySpan<byte> body, Range list, BodyEdits edits)
    {
        if (body[list.Start.Value] != '[' || JsonAt.Elements(body, list.Start.Value) is not [.., var last])
        {
            return false;
        }

        edits.Splice(last.End.Value, last.End.Value, Point, Edit);
        return true;
    }

    /// <summary>The last tool that is sent with the prompt: one that is loaded later may bear no mark.</summary>
    private static bool OnTool(ReadOnlySpan<byte> body, Range list, BodyEdits edits)
    {
        var tools = JsonAt.Elements(body, list.Start.Value);
        for (var i = tools.Count - 1; i >= 0; i--)
        {
            if (JsonAt.Member(body, tools[i].Start.Value, "defer_loading"u8) is not { } later || !body[later].SequenceEqual("true"u8))
            {
                return On(tools[i], edits);
            }
        }

        return false;
    }

    private static bool OnContent(ReadOnlySpan<byte> body, Range content, BodyEdits edits)
    {
        if (body[content] is [(byte)'"', .. var text, (byte)'"'])
        {
            if (IsBlank(text))
            {
                return false;
            }

            // A string is short for one text block, and the prompt is the same.
            edits.Splice(content.Start.Value, content.Start.Value, TextBegin, Edit);
            edits.Splice(content.End.Value, content.End.Value, TextEnd, Edit);
            return true;
        }

        var blocks = JsonAt.Elements(body, content.Start.Value);
        if (blocks.Count == 0)
        {
            return false;
        }

        var last = blocks[^1].Start.Value;
        return !JsonAt.Says(body, last, "type"u8, "thinking"u8) && !JsonAt.Says(body, last, "type"u8, "redacted_thinking"u8)
            && !(JsonAt.Says(body, last, "type"u8, "text"u8) && JsonAt.Member(body, last, "text"u8) is { } said && IsBlank(body[said].Trim((byte)'"')))
            && On(blocks[^1], edits);
    }

    /// <summary>A member more at the end of an object.</summary>
    private static bool On(Range block, BodyEdits edits)
    {
        edits.Splice(block.End.Value - 1, block.End.Value - 1, Member, Edit);
        return true;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
