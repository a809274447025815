using System.Text.Json.Nodes;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Reads what an Anthropic message says, whole or from its events, and what of its stream breaks the documented order.</summary>
internal static class MessagesSaid
{
    public static Said Whole(JsonNode? body)
    {
        var said = new Said { Model = Text(body?["model"]), Ended = true };
        if (Text(body?["type"]) == "error")
        {
            said.Error = body!["error"];
            return said;
        }

        foreach (var block in (body?["content"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Take(said, block, block["input"]?.ToJsonString() ?? "");
        }

        said.Choices = body?["content"] is JsonArray ? 1 : 0;
        End(said, body?["stop_reason"]);
        said.Usage = Usage([], body?["usage"]);
        return said;
    }

    public static Said Stream(string sse)
    {
        var (said, open, counts, stop) = (new Said(), new SortedDictionary<int, (JsonObject Block, string Arguments)>(), new Dictionary<string, long>(), (JsonNode?)null);
        var stage = 0;
        foreach (var one in EventText.Split(sse).Where(one => !one.IsDone))
        {
            var data = (JsonObject)JsonNode.Parse(one.Data)!;
            var type = Text(data["type"]);
            var index = (int?)data["index"] ?? 0;
            Expect(type == one.Name, $"event {one.Name} holds the type {type}");
            switch (type)
            {
                case "message_start":
                    Expect(stage == 0, "message_start is not first");
                    (said, stage) = (new Said(), 1);
                    open.Clear();
                    said.Model = Text(data["message"]!["model"]);
                    said.Usage = Usage(counts, data["message"]!["usage"]);
                    break;
                case "content_block_start":
                    Expect(stage == 1 && open.Count == 0, "a block begins out of turn");
                    open[index] = ((JsonObject)data["content_block"]!.DeepClone(), "");
                    break;
                case "content_block_delta" when open.TryGetValue(index, out var block):
                    open[index] = (block.Block, block.Arguments + Grow(block.Block, (JsonObject)data["delta"]!));
                    break;
                case "content_block_stop" when open.Remove(index, out var block):
                    Take(said, block.Block, block.Arguments.Length > 0 ? block.Arguments : block.Block["input"]?.ToJsonString() ?? "");
                    break;
                case "message_delta":
                    Expect(stage++ == 1 && open.Count == 0, "message_delta is out of turn");
                    stop = data["delta"]!["stop_reason"];
                    said.Usage = Usage(counts, data["usage"]);
                    break;
                case "message_stop":
                    Expect(stage++ == 2, "message_stop is out of turn");
                    said.Ended = true;
                    break;
                case "error":
                    (said.Error, said.ErrorAt) = (data["error"], one.Start);
                    break;
                default:
                    Expect(type == "ping", $"{type} comes for no open block");
                    break;
            }
        }

        foreach (var (block, arguments) in open.Values)
        {
            Take(said, block, arguments);
        }

        End(said, stop);
        return said;

        void Expect(bool holds, string otherwise)
        {
            if (!holds)
            {
                said.Broken.Add(otherwise);
            }
        }
    }

    /// <summary>Adds a delta to its block; what a call's arguments grow by is returned.</summary>
    private static string Grow(JsonObject block, JsonObject delta)
    {
        switch (Text(delta["type"]))
        {
            case "text_delta":
                block["text"] = Text(block["text"]) + Text(delta["text"]);
                break;
            case "thinking_delta":
                block["thinking"] = Text(block["thinking"]) + Text(delta["thinking"]);
                break;
            case "signature_delta":
                block["signature"] = Text(block["signature"]) + Text(delta["signature"]);
                break;
            case "citations_delta":
                (block["citations"] as JsonArray ?? (JsonArray)(block["citations"] = new JsonArray())!).Add(delta["citation"]!.DeepClone());
                break;
            case "input_json_delta":
                return Text(delta["partial_json"]);
        }

        return "";
    }

    private static void Take(Said said, JsonObject block, string arguments)
    {
        switch (Text(block["type"]))
        {
            case "text":
                said.Text += Text(block["text"]);
                foreach (var citation in (block["citations"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    if (citation["url"] is { } url)
                    {
                        said.CitedUrls.Add(Text(url));
                    }
                    else
                    {
                        said.CitedDocuments++;
                    }
                }

                break;
            case "thinking":
                if (Text(block["thinking"]) is { Length: > 0 } thought)
                {
                    said.Reasoning.Add(thought);
                }

                if (Text(block["signature"]) is { Length: > 0 } signature)
                {
                    said.Signatures.Add(signature);
                }

                break;
            case "redacted_thinking":
                said.Redacted.Add(Text(block["data"]));
                break;
            case "tool_use":
                said.Calls.Add(new Call(Text(block["id"]), Text(block["name"]), arguments));
                break;
            case var other:
                said.Foreign.Add(other);
                break;
        }
    }

    private static void End(Said said, JsonNode? stop) => said.Stop = Text(stop) switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    /// <summary>Counts are cumulative: a later number replaces an earlier one, name by name.</summary>
    private static Tally Usage(Dictionary<string, long> counts, JsonNode? usage)
    {
        foreach (var name in new[] { "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens" })
        {
            Put(name, usage?[name]);
        }

        Put("thinking", usage?["output_tokens_details"]?["thinking_tokens"]);
        var (cached, written) = (counts.GetValueOrDefault("cache_read_input_tokens"), counts.GetValueOrDefault("cache_creation_input_tokens"));
        return new Tally(counts.GetValueOrDefault("input_tokens") + cached + written, counts.GetValueOrDefault("output_tokens"), cached, written, counts.GetValueOrDefault("thinking"));

        void Put(string name, JsonNode? count)
        {
            if (count is JsonValue value && value.TryGetValue<long>(out var number))
            {
                counts[name] = number;
            }
        }
    }
}
