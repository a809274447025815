using System.Text.Json.Nodes;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Reads what a chat completion says, whole or from its chunks, with the habits of the many who speak this format.</summary>
internal static class ChatSaid
{
    /// <param name="lenient">Providers say <c>stop</c> with tool calls, or nothing; the gateway must say what is.</param>
    public static Said Whole(JsonNode? body, bool lenient)
    {
        var said = new Said { Model = Text(body?["model"]), Error = body?["error"], Ended = true };
        var choices = body?["choices"] as JsonArray ?? [];
        said.Choices = choices.Count;
        var (finish, reading) = ("", new Reading(said));
        foreach (var choice in choices.OfType<JsonObject>().Take(1))
        {
            reading.Take(choice["message"] as JsonObject, choice);
            finish = Text(choice["finish_reason"]);
        }

        reading.End(finish, lenient);
        said.Usage = Usage(body?["usage"]) ?? default;
        return said;
    }

    public static Said Stream(string sse, bool lenient)
    {
        var (said, indices, finish) = (new Said(), new HashSet<int>(), "");
        var reading = new Reading(said);
        foreach (var one in EventText.Split(sse))
        {
            if (one.IsDone)
            {
                said.Ended = true;
                break;
            }

            var chunk = JsonNode.Parse(one.Data) as JsonObject ?? [];
            if (one.Name == "error" || chunk["error"] is not null)
            {
                (said.Error, said.ErrorAt) = (chunk["error"] ?? chunk, one.Start);
                break;
            }

            said.Model = said.Model.Length > 0 ? said.Model : Text(chunk["model"]);
            said.Usage = Usage(chunk["usage"]) ?? Usage(chunk["x_groq"]?["usage"]) ?? said.Usage;
            foreach (var choice in (chunk["choices"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var index = (int?)choice["index"] ?? 0;
                indices.Add(index);
                if (index == 0)
                {
                    reading.Take(choice["delta"] as JsonObject, choice);
                    finish = finish.Length > 0 ? finish : Text(choice["finish_reason"]);
                }
            }
        }

        said.Choices = indices.Count;
        said.Ended |= lenient && finish.Length > 0;
        reading.End(finish, lenient);
        return said;
    }

    public static Tally? Usage(JsonNode? node)
    {
        if (node is not JsonObject usage || usage["prompt_tokens"] is null)
        {
            return null;
        }

        var (input, output, total) = (Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"), Count(usage, "total_tokens"));
        var (asked, answered) = (usage["prompt_tokens_details"] ?? usage["prompt_token_details"], usage["completion_tokens_details"] ?? usage["completion_token_details"]);
        var reasoning = Math.Max(Count(answered, "reasoning_tokens"), Count(usage, "reasoning_tokens"));
        // xAI counts reasoning beside completion_tokens and says so by the total; Vercel does for Gemini and says so only by the price.
        if (reasoning > 0 && (total == input + output + reasoning || reasoning > output + (output / 8) + 8))
        {
            output += reasoning;
        }

        var cached = new[] { Count(asked, "cached_tokens"), Count(usage, "cached_tokens"), Count(usage, "num_cached_tokens"), Count(usage, "prompt_cache_hit_tokens"), Count(usage, "cache_read_input_tokens") }.Max();
        var written = Math.Max(Count(asked, "cache_write_tokens"), Count(usage, "cache_creation_input_tokens"));
        return new Tally(input, output, Math.Min(cached, input), Math.Min(written, input), Math.Min(reasoning, output));
    }

    /// <summary>The first choice, as it grows.</summary>
    private sealed class Reading(Said said)
    {
        private readonly List<(int? Index, string Id, string Name, string Arguments, bool Custom)> _calls = [];
        private string _reasoning = "";
        private string _details = "";
        private string _text = "";
        private string _refusal = "";

        public void Take(JsonObject? piece, JsonObject choice)
        {
            said.LogProbabilities |= choice["logprobs"]?["content"] is JsonArray { Count: > 0 };
            if (piece is null)
            {
                return;
            }

            _text += Content(piece["content"]);
            _refusal += Text(piece["refusal"]);
            _reasoning += Text(piece["reasoning_content"]) is { Length: > 0 } content ? content : Text(piece["reasoning"]) is { Length: > 0 } plain ? plain : "";
            _details += Details(piece);
            foreach (var detail in (piece["reasoning_details"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (Text(detail["signature"]) is { Length: > 0 } signature)
                {
                    said.Signatures.Add(signature);
                }

                if (Text(detail["type"]) == "reasoning.encrypted")
                {
                    said.Redacted.Add(Text(detail["data"]));
                }
            }

            if (piece["audio"] is JsonObject audio && (Text(audio["data"]) + Text(audio["transcript"])).Length > 0)
            {
                said.Audio = 1;
                _text += Text(audio["transcript"]);
            }

            said.Images += (piece["images"] as JsonArray)?.Count ?? 0;
            foreach (var note in (piece["annotations"] as JsonArray ?? []).Where(note => note?["url_citation"] is not null))
            {
                said.CitedUrls.Add(Text(note!["url_citation"]!["url"]));
            }

            foreach (var call in (piece["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
            {
                TakeCall(call);
            }

            if (piece["function_call"] is JsonObject function && (Text(function["name"]) + Text(function["arguments"])).Length > 0)
            {
                TakeCall(new JsonObject { ["index"] = -1, ["function"] = function.DeepClone() });
            }
        }

        public void End(string finish, bool lenient)
        {
            said.Text = _text + _refusal;
            // Details repeat what stands in the plain member, where there is one.
            if ((_reasoning.Length > 0 ? _reasoning : _details) is { Length: > 0 } reasoning)
            {
                said.Reasoning.Add(reasoning);
            }

            foreach (var (_, id, name, arguments, custom) in _calls)
            {
                said.Calls.Add(new Call(id, name, custom ? new JsonObject { ["input"] = arguments }.ToJsonString() : arguments));
            }

            said.Stop = finish switch
            {
                _ when _refusal.Length > 0 => "content_filter",
                "length" or "content_filter" => finish,
                _ when lenient && said.Calls.Count > 0 => "tool_calls",
                "tool_calls" or "function_call" => "tool_calls",
                _ => "stop",
            };
        }

        private void TakeCall(JsonObject call)
        {
            var custom = call["custom"] as JsonObject;
            var function = call["function"] as JsonObject;
            var (id, name, index) = (Text(call["id"]), Text((function ?? custom)?["name"]), (int?)call["index"]);
            var arguments = function?["arguments"] is JsonObject whole ? whole.ToJsonString() : Text(function is null ? custom?["input"] : function["arguments"]);
            var at = index is null ? -1 : _calls.FindIndex(one => one.Index == index);
            if (at < 0 || (id.Length > 0 && _calls[at].Id.Length > 0 && _calls[at].Id != id))
            {
                _calls.Add((index, id, name, arguments, function is null));
                return;
            }

            var open = _calls[at];
            _calls[at] = open with { Id = open.Id.Length > 0 ? open.Id : id, Name = open.Name.Length > 0 ? open.Name : name, Arguments = open.Arguments + arguments };
        }

        private string Content(JsonNode? content) => content is JsonArray parts
            ? string.Concat(parts.OfType<JsonObject>().Select(part => Text(part["type"]) == "thinking" ? Thought(part) : Text(part["text"])))
            : Text(content);

        private string Thought(JsonObject part)
        {
            _reasoning += Content(part["thinking"]);
            return "";
        }

        private static string Details(JsonObject piece) =>
            string.Concat((piece["reasoning_details"] as JsonArray ?? []).OfType<JsonObject>().Select(detail => Text(detail["text"]) + Text(detail["summary"])));
    }
}
