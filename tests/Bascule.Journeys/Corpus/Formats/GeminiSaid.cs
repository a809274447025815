using System.Text.Json.Nodes;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Reads what a Gemini answer says. A stream's chunks are whole answers that grow; arguments may come in pieces, each with its place.</summary>
internal sealed class GeminiSaid
{
    private readonly Said _said = new() { Choices = 0 };
    private readonly Dictionary<string, long> _counts = [];
    private JsonObject? _arguments;
    private (string Id, string Name) _open;
    private string _signature = "";
    private string _finish = "";

    public Said Whole(JsonNode? body)
    {
        Take(body);
        return End(ended: true);
    }

    public Said Stream(List<EventText> chunks)
    {
        foreach (var chunk in chunks)
        {
            var body = JsonNode.Parse(chunk.Data);
            if (Member(body, "error") is { } error)
            {
                (_said.Error, _said.ErrorAt) = (error, chunk.Start);
                break;
            }

            Take(body);
        }

        return End(_finish.Length > 0);
    }

    private Said End(bool ended)
    {
        Close();
        _said.Ended = ended;
        // Their numbers are those of the enumeration where a caller asked for numbers.
        _said.StopFor(_finish switch
        {
            "STOP" or "1" or "FINISH_REASON_UNSPECIFIED" or "" => "stop",
            "MAX_TOKENS" or "2" => "length",
            "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "OTHER" => "stop",
            _ => "content_filter",
        });
        return _said;
    }

    private void Take(JsonNode? body)
    {
        _said.Error ??= Member(body, "error");
        _said.Model = Text(Member(body, "modelVersion")) is { Length: > 0 } model ? model : _said.Model;
        Count(Member(body, "usageMetadata"));
        if (Member(Member(body, "promptFeedback"), "blockReason") is not null)
        {
            (_said.Choices, _finish) = (1, "SAFETY");
        }

        var candidates = Items(Member(body, "candidates")).ToArray();
        _said.Choices = Math.Max(_said.Choices, candidates.Select(one => (int)Nodes.Count(one, "index") + 1).Append(0).Max());
        foreach (var candidate in candidates.Where(one => Nodes.Count(one, "index") == 0))
        {
            foreach (var part in Items(Member(candidate["content"], "parts")))
            {
                Take(part);
            }

            _finish = candidate["finishReason"] is JsonValue reason ? reason.ToString() : _finish;
            _said.LogProbabilities |= Member(candidate["logprobsResult"], "chosenCandidates") is JsonArray { Count: > 0 };
            Cite(candidate["groundingMetadata"]);
        }
    }

    private void Take(JsonObject part)
    {
        if (Text(Member(part, "thoughtSignature", "thought_signature")) is { Length: > 0 } signature)
        {
            _said.Signatures.Add(signature);
        }

        if (part["functionCall"] is JsonObject call)
        {
            TakeCall(call, Text(Member(part, "thoughtSignature", "thought_signature")));
            return;
        }

        Close();
        if (True(part["thought"]))
        {
            _said.Think(Text(part["text"]));
        }
        else if (part["text"] is not null)
        {
            _said.Speak(Text(part["text"]));
        }
        else if (Text(Member(part["inlineData"], "mimeType")).StartsWith("image/", StringComparison.Ordinal))
        {
            _said.Images++;
        }
        else if (Text(Member(part["inlineData"], "mimeType")).StartsWith("audio/", StringComparison.Ordinal))
        {
            _said.Audio = 1;
        }
        else if (part.Select(member => member.Key).FirstOrDefault(key => key is not ("thoughtSignature" or "thought_signature")) is { } kind)
        {
            _said.Show(kind);
        }
    }

    private void TakeCall(JsonObject call, string signature)
    {
        if (call["name"] is not null)
        {
            Close();
            (_open, _signature, _arguments) = ((Text(call["id"]), Text(call["name"])), signature, call["args"]?.DeepClone() as JsonObject ?? []);
        }

        foreach (var piece in Items(call["partialArgs"]))
        {
            Put(Text(piece["jsonPath"]), piece);
        }

        if (!True(call["willContinue"]))
        {
            Close();
        }
    }

    private void Close()
    {
        if (_arguments is not null)
        {
            _said.Call(_open.Id, _open.Name, _arguments.ToJsonString());
            _said.Calls[^1] = _said.Calls[^1] with { Signature = _signature };
        }

        _arguments = null;
    }

    /// <summary>Puts a piece where its path says; a text that is there already grows.</summary>
    private void Put(string path, JsonObject piece)
    {
        var steps = path.Replace("$", "", StringComparison.Ordinal).Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        JsonNode holder = _arguments ??= [];
        for (var at = 0; at < steps.Length - 1; at++)
        {
            var isList = int.TryParse(steps[at + 1], out _);
            if (At(holder, steps[at]) is not { } next)
            {
                next = isList ? new JsonArray() : new JsonObject();
                Set(holder, steps[at], next);
            }

            holder = next;
        }

        var value = Member(piece, "stringValue") is { } text
            ? JsonValue.Create((At(holder, steps[^1]) is JsonValue old ? Text(old) : "") + Text(text))
            : Member(piece, "numberValue", "boolValue")?.DeepClone();
        Set(holder, steps[^1], value);
    }

    private static JsonNode? At(JsonNode holder, string step) => holder is JsonArray list ? int.Parse(step) is var index && index < list.Count ? list[index] : null : holder[step];

    private static void Set(JsonNode holder, string step, JsonNode? value)
    {
        if (holder is not JsonArray list)
        {
            holder[step] = value;
        }
        else if (int.Parse(step) is var index && index < list.Count)
        {
            list[index] = value;
        }
        else
        {
            list.Add(value);
        }
    }

    private void Cite(JsonNode? grounding)
    {
        var chunks = Items(Member(grounding, "groundingChunks")).ToArray();
        foreach (var support in Items(Member(grounding, "groundingSupports")))
        {
            foreach (var index in (support["groundingChunkIndices"] as JsonArray ?? []).Select(one => (int)one!))
            {
                if (index < chunks.Length && Member(chunks[index]["web"], "uri") is { } url)
                {
                    _said.CitedUrls.Add(Text(url));
                }
                else
                {
                    _said.CitedDocuments++;
                }
            }
        }
    }

    /// <summary>Counts are cumulative and repeated, each chunk those it knows; thinking and the prompts of tools that Google runs stand beside the others.</summary>
    private void Count(JsonNode? usage)
    {
        foreach (var (name, count) in usage as JsonObject ?? [])
        {
            if (count is JsonValue value && value.TryGetValue<long>(out var number))
            {
                _counts[name] = number;
            }
        }

        var thought = _counts.GetValueOrDefault("thoughtsTokenCount");
        _said.Usage = new Tally(
            _counts.GetValueOrDefault("promptTokenCount") + _counts.GetValueOrDefault("toolUsePromptTokenCount"),
            _counts.GetValueOrDefault("candidatesTokenCount") + thought,
            _counts.GetValueOrDefault("cachedContentTokenCount"), 0, thought);
    }
}
