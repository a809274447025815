using System.Text.Json;

namespace Bascule.Engine.Tests.Resilience.Rescue;

/// <summary>What a strict client of a dialect holds a stream to, besides being able to read it: one end, and numbers and ids that fit together.</summary>
internal static class StreamOrder
{
    public static void Check(string dialect, string told)
    {
        switch (dialect)
        {
            case "anthropic":
                CheckBlocks(Data(told).Select(data => JsonElement.Parse(data)));
                break;
            case "openai-responses":
                CheckItems([.. Data(told).Where(data => data != "[DONE]").Select(data => JsonElement.Parse(data))]);
                break;
            case "gemini":
                Assert.Equal(1, Count(told, "finishReason"));
                break;
            case "ollama" or "ollama-generate":
                Assert.Equal(1, Count(told, "\"done\":true"));
                break;
            default:
                Assert.Equal(1, Count(told, "[DONE]"));
                Assert.Single(Data(told).Where(data => data != "[DONE]").SelectMany(Finishes));
                break;
        }
    }

    private static IEnumerable<string> Data(string told) =>
        told.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim());

    private static IEnumerable<string> Finishes(string chunk) =>
        JsonElement.Parse(chunk).TryGetProperty("choices", out var choices)
            ? choices.EnumerateArray().Where(choice => choice.TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String).Select(_ => chunk)
            : [];

    private static void CheckBlocks(IEnumerable<JsonElement> events)
    {
        var (open, next, starts, stops) = (-1, 0, 0, 0);
        foreach (var said in events)
        {
            Assert.Equal(0, stops);
            switch (said.GetProperty("type").GetString())
            {
                case "message_start":
                    starts++;
                    break;
                case "content_block_start":
                    Assert.Equal(-1, open);
                    open = said.GetProperty("index").GetInt32();
                    Assert.Equal(next++, open);
                    break;
                case "content_block_delta":
                    Assert.Equal(open, said.GetProperty("index").GetInt32());
                    break;
                case "content_block_stop":
                    Assert.Equal(open, said.GetProperty("index").GetInt32());
                    open = -1;
                    break;
                case "message_delta":
                    Assert.Equal(-1, open);
                    break;
                case "message_stop":
                    stops++;
                    break;
            }
        }

        Assert.Equal((1, 1), (starts, stops));
    }

    private static void CheckItems(List<JsonElement> events)
    {
        var ids = new Dictionary<int, string>();
        var done = new HashSet<int>();
        var ends = 0;
        for (var at = 0; at < events.Count; at++)
        {
            var said = events[at];
            var type = said.GetProperty("type").GetString()!;
            Assert.Equal(0, ends);
            Assert.Equal(events[0].GetProperty("sequence_number").GetInt32() + at, said.GetProperty("sequence_number").GetInt32());
            ends += type is "response.completed" or "response.incomplete" ? 1 : 0;
            if (!said.TryGetProperty("output_index", out var index))
            {
                continue;
            }

            var place = index.GetInt32();
            Assert.DoesNotContain(place, done);
            if (type == "response.output_item.added")
            {
                Assert.True(ids.TryAdd(place, said.GetProperty("item").GetProperty("id").GetString()!), $"the item {place} began twice");
            }
            else if (said.TryGetProperty("item_id", out var id))
            {
                Assert.Equal(ids[place], id.GetString());
            }

            if (type == "response.output_item.done")
            {
                done.Add(place);
                Assert.Equal(ids[place], said.GetProperty("item").GetProperty("id").GetString());
            }
        }

        Assert.Equal(1, ends);
        Assert.Equal(ids.Keys.Order(), done.Order());
        Assert.Equal(ids.OrderBy(item => item.Key).Select(item => item.Value), events[^1].GetProperty("response").GetProperty("output").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
