using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The order of turns: the user first, and each tool use answered at once by its result.</summary>
internal static class AnthropicTurns
{
    private sealed record Block(JsonElement Json, string Path);

    private sealed record Turn(string Role, List<Block> Blocks);

    public static Refusal? Refuse(JsonElement body, AnthropicTerms terms)
    {
        var messages = body.GetProperty("messages");
        var turns = new List<Turn>();
        var last = messages.GetArrayLength() - 1;
        var at = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var path = $"messages.{at}";
            if (AnthropicMessage.Refuse(message, path, at == last, !string.IsNullOrEmpty(terms.Beta)) is { } refusal)
            {
                return refusal;
            }

            // Turns of the same speaker in a row are one turn to Anthropic.
            var role = message.Text("role")!;
            if (turns.Count == 0 || turns[^1].Role != role)
            {
                turns.Add(new Turn(role, []));
            }

            at++;
            turns[^1].Blocks.AddRange(message.Member("content").Items().Select((block, index) => new Block(block, $"{path}.content.{index}")));
        }

        if (turns[0].Role == "assistant")
        {
            return AnthropicStrictness.Refused("messages: first message must use the \"user\" role");
        }

        return turns.SelectMany(turn => turn.Blocks).Select(block => AnthropicThinking.RefuseBlock(block.Json, block.Path, terms)).FirstOrDefault(refusal => refusal is not null)
            ?? Pairs(turns);
    }

    private static Refusal? Pairs(List<Turn> turns)
    {
        var used = new HashSet<string>();
        var open = new HashSet<string>();
        foreach (var turn in turns)
        {
            var answered = new HashSet<string>();
            var spoke = false;
            foreach (var (block, path) in turn.Blocks)
            {
                if (block.Text("type") != "tool_result")
                {
                    spoke = true;
                    continue;
                }

                var id = block.Text("tool_use_id")!;
                if (!answered.Add(id))
                {
                    return AnthropicStrictness.Refused($"{path}: each tool_use must have a single result. Found more than one `tool_result` block with id: {id}");
                }

                if (!open.Remove(id))
                {
                    return AnthropicStrictness.Refused($"{path}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
                }

                if (spoke)
                {
                    return AnthropicStrictness.Refused($"{path}: `tool_result` blocks must come before any other content of the turn that answers `tool_use` blocks.");
                }
            }

            if (open.Count > 0)
            {
                return Unanswered(turn.Blocks.Count > 0 ? turn.Blocks[0].Path : "messages", open);
            }

            foreach (var (block, path) in turn.Blocks.Where(block => block.Json.Text("type") == "tool_use"))
            {
                if (!used.Add(block.Text("id")!))
                {
                    return AnthropicStrictness.Refused($"{path}: `tool_use` ids must be unique");
                }

                open.Add(block.Text("id")!);
            }
        }

        return open.Count > 0 ? Unanswered(turns[^1].Blocks[^1].Path, open) : null;
    }

    private static Refusal Unanswered(string path, IEnumerable<string> ids) => AnthropicStrictness.Refused(
        $"{path}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", ids)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
}
