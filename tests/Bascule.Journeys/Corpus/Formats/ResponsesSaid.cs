using System.Text.Json.Nodes;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Reads what a response says, whole or from its events, and what of its stream breaks the documented order.</summary>
internal static class ResponsesSaid
{
    private static readonly string[] Terminal = ["response.completed", "response.incomplete", "response.failed"];

    public static Said Whole(JsonNode? body)
    {
        var said = new Said { Choices = Member(body, "output") is JsonArray ? 1 : 0 };
        foreach (var item in Items(Member(body, "output")))
        {
            Take(said, item);
        }

        End(said, body);
        return said;
    }

    public static Said Stream(string sse, bool lenient)
    {
        var (said, items, grown, next) = (new Said(), new SortedDictionary<long, JsonObject>(), new Dictionary<string, string>(), 0L);
        var done = new HashSet<long>();
        JsonNode? response = null;
        foreach (var one in EventText.Split(sse).Where(one => !one.IsDone))
        {
            var data = (JsonObject)JsonNode.Parse(one.Data)!;
            var (type, index) = (Text(data["type"]), Count(data, "output_index"));
            Expect(!said.Ended, $"{type} comes after the end");
            Expect(type == one.Name, $"event {one.Name} holds the type {type}");
            Expect(type == "error" || Count(data, "sequence_number") == next++, $"{type} has the number {Raw(data["sequence_number"])}");
            said.Model = Text(Member(data["response"], "model")) is { Length: > 0 } model ? model : said.Model;
            switch (type)
            {
                case "error":
                    (said.Error, said.ErrorAt, response) = (data["error"] ?? data, one.Start, null);
                    break;
                case "response.output_item.added":
                    Expect(items.TryAdd(index, (JsonObject)data["item"]!.DeepClone()), $"item {index} is added twice");
                    break;
                case "response.output_item.done":
                    Expect(done.Add(index) && items.ContainsKey(index), $"item {index} is done out of turn");
                    items[index] = (JsonObject)data["item"]!.DeepClone();
                    break;
                case var end when Terminal.Contains(end):
                    (response, said.Ended, said.ErrorAt) = (data["response"], true, one.Start);
                    break;
                case var delta when delta.EndsWith(".delta", StringComparison.Ordinal):
                    Expect(items.ContainsKey(index) && !done.Contains(index), $"{type} comes for no open item");
                    var place = $"{index} {Place(delta)} {Count(data, "content_index", "summary_index")}";
                    grown[place] = grown.GetValueOrDefault(place) + Text(data["delta"]);
                    break;
            }
        }

        // After an error nothing is finished.
        lenient |= said.Error is not null;
        Expect(done.Count == items.Count, "an item stays open");
        foreach (var (index, item) in items)
        {
            Fill(index, item, grown, Expect);
            Take(said, item);
        }

        if (response is not null)
        {
            Expect(Items(Member(response, "output")).Count() == items.Count || Text(Member(response, "status")) != "completed", "the end holds other items than were told");
            End(said, response);
        }

        return said;

        void Expect(bool holds, string otherwise)
        {
            if (!holds && !lenient)
            {
                said.Broken.Add(otherwise);
            }
        }
    }

    /// <summary>Where a delta's words stand in its item.</summary>
    private static string Place(string type) => type switch
    {
        "response.output_text.delta" => "text",
        "response.refusal.delta" => "refusal",
        "response.reasoning_text.delta" => "thinking",
        "response.reasoning_summary_text.delta" => "summary",
        "response.function_call_arguments.delta" => "arguments",
        "response.custom_tool_call_input.delta" => "input",
        _ => type,
    };

    /// <summary>What grew must be what the done item holds; some leave it out there.</summary>
    private static void Fill(long index, JsonObject item, Dictionary<string, string> grown, Action<bool, string> expect)
    {
        foreach (var name in new[] { "arguments", "input" })
        {
            if (grown.TryGetValue($"{index} {name} 0", out var text))
            {
                expect(Text(item[name]) == text, $"{name} of item {index} are not what they grew to");
                item[name] = Text(item[name]) is { Length: > 0 } whole ? whole : text;
            }
        }

        foreach (var (name, list) in new[] { ("text", "content"), ("refusal", "content"), ("thinking", "content"), ("summary", "summary") })
        {
            for (var at = 0; grown.TryGetValue($"{index} {name} {at}", out var text); at++)
            {
                var parts = item[list] as JsonArray ?? (JsonArray)(item[list] = new JsonArray())!;
                var member = name == "refusal" ? "refusal" : "text";
                var told = at < parts.Count ? Text(Member(parts[at], member)) : "";
                expect(told == text, $"{name} {at} of item {index} is not what it grew to");
                if (told.Length == 0)
                {
                    parts.Add(new JsonObject { ["type"] = name switch { "text" => "output_text", "thinking" => "reasoning_text", "summary" => "summary_text", _ => name }, [member] = text });
                }
            }
        }
    }

    private static void Take(Said said, JsonObject item)
    {
        switch (Text(item["type"]))
        {
            case "message":
                foreach (var part in Items(item["content"]))
                {
                    Take(said, part, Text(part["refusal"]));
                }

                break;
            case "reasoning":
                foreach (var part in Items(item["summary"]).Concat(Items(item["content"])))
                {
                    if (Text(part["text"]) is { Length: > 0 } thought)
                    {
                        said.Reasoning.Add(thought);
                    }
                }

                if (Text(item["encrypted_content"]) is { Length: > 0 } opaque)
                {
                    said.Signatures.Add(opaque);
                }

                break;
            case "function_call":
                said.Call(Text(item["call_id"]), Text(item["name"]), Text(item["arguments"]));
                break;
            case "custom_tool_call":
                said.Call(Text(item["call_id"]), Text(item["name"]), new JsonObject { ["input"] = Text(item["input"]) }.ToJsonString());
                break;
            case var other:
                said.Show(other);
                break;
        }
    }

    private static void Take(Said said, JsonObject part, string refusal)
    {
        said.Speak(Text(part["text"]) + refusal);
        said.Stop = refusal.Length > 0 ? "content_filter" : said.Stop;
        said.LogProbabilities |= part["logprobs"] is JsonArray { Count: > 0 };
        foreach (var note in Items(part["annotations"]))
        {
            if (note["url"] is { } url)
            {
                said.CitedUrls.Add(Text(url));
            }
            else
            {
                said.CitedDocuments++;
            }
        }
    }

    private static void End(Said said, JsonNode? response)
    {
        said.Model = Text(Member(response, "model")) is { Length: > 0 } model ? model : said.Model;
        said.Error = Member(response, "error");
        said.Ended = Text(Member(response, "status")) is "completed" or "complete" or "incomplete" or "queued" or "in_progress" or "";
        said.StopFor(said.Stop.Length > 0 ? said.Stop : Text(Member(Member(response, "incomplete_details"), "reason")) switch
        {
            "max_output_tokens" => "length",
            "content_filter" => "content_filter",
            _ => "stop",
        });
        var usage = Member(response, "usage");
        var (input, output) = (Member(usage, "input_tokens_details"), Member(usage, "output_tokens_details"));
        said.Usage = new Tally(
            Count(usage, "input_tokens"), Count(usage, "output_tokens"), Count(input, "cached_tokens"), Count(input, "cache_write_tokens"), Count(output, "reasoning_tokens"));
    }
}
