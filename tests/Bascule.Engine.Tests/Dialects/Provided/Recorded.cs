using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>What a recording says in a line: words, calls, tokens out, whether it was cut. Read off the recording without the engine's help.</summary>
internal static class Recorded
{
    public static byte[]? StreamBytes(JsonElement response) =>
        response.TryGetProperty("eventstream_base64", out var binary) && binary.ValueKind == JsonValueKind.String ? binary.GetBytesFromBase64()
        : response.GetProperty("sse") is { ValueKind: JsonValueKind.String } sse ? Encoding.UTF8.GetBytes(sse.GetString()!) : null;

    public static string Of(Answer answer) => string.Join(" | ", answer.Choices.Where(choice => choice.Index == 0).Select(choice => Line(
        string.Concat(choice.Parts.OfType<TextPart>().Select(part => part.Text)),
        choice.Parts.OfType<ToolCallPart>().Select(call => (call.Name, call.Arguments)),
        answer.Usage?.Output ?? 0,
        choice.Stop.Reason == StopReason.MaxTokens)));

    public static string OfBody(string dialect, JsonElement body)
    {
        var root = JsonNode.Parse(body.GetRawText())!;
        return dialect switch
        {
            "mistral" => Line(MistralWords(root["choices"]![0]!["message"]!["content"]), Calls(root["choices"]![0]!["message"]!["tool_calls"]), Long(root["usage"]!["completion_tokens"]), (string?)root["choices"]![0]!["finish_reason"] == "length"),
            "cohere" => Line(
                string.Concat((root["message"]!["content"] as JsonArray ?? []).Select(part => (string?)part!["text"])), Calls(root["message"]!["tool_calls"]),
                Long(root["usage"]!["tokens"]!["output_tokens"]), (string?)root["finish_reason"] == "MAX_TOKENS"),
            _ => Line(
                string.Concat(((JsonArray)root["output"]!["message"]!["content"]!).Select(part => (string?)part!["text"] ?? string.Concat((part["citationsContent"]?["content"] as JsonArray ?? []).Select(one => (string?)one!["text"])))),
                ((JsonArray)root["output"]!["message"]!["content"]!).Where(part => part!["toolUse"] is not null).Select(part => ((string)part!["toolUse"]!["name"]!, part["toolUse"]!["input"]!.ToJsonString())),
                Long(root["usage"]?["outputTokens"]), (string?)root["stopReason"] == "max_tokens"),
        };
    }

    public static string OfStream(string dialect, JsonElement response)
    {
        var (words, usage, cut) = (new StringBuilder(), 0L, false);
        var calls = new SortedDictionary<long, (string Name, string Arguments)>();
        var payloads = dialect == "bedrock"
            ? response.GetProperty("eventstream_decoded").EnumerateArray().Select(one => one.GetProperty("payload").GetRawText())
            : response.GetProperty("sse").GetString()!.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal) && line.Contains('{')).Select(line => line[5..]);
        foreach (var payload in payloads)
        {
            var root = JsonNode.Parse(payload)!;
            switch (dialect)
            {
                case "mistral":
                    usage = Math.Max(usage, Long(root["usage"]?["completion_tokens"]));
                    foreach (var choice in ((JsonArray)root["choices"]!).Where(choice => Long(choice!["index"]) == 0))
                    {
                        words.Append(MistralWords(choice!["delta"]!["content"]));
                        cut |= (string?)choice["finish_reason"] == "length";
                        foreach (var call in choice["delta"]!["tool_calls"] as JsonArray ?? [])
                        {
                            Grow(call!["index"] is { } at ? Long(at) : calls.Count, (string?)call["function"]!["name"], (string?)call["function"]!["arguments"]);
                        }
                    }

                    break;
                case "cohere":
                    var message = root["delta"] is JsonObject delta ? delta["message"] : null;
                    words.Append(message?["content"] is JsonObject content ? (string?)content["text"] : "");
                    usage = Math.Max(usage, Long(root["delta"] is JsonObject end ? end["usage"]?["tokens"]?["output_tokens"] : null));
                    cut |= root["delta"] is JsonObject said && (string?)said["finish_reason"] == "MAX_TOKENS";
                    if (message?["tool_calls"] is JsonObject one)
                    {
                        Grow(Long(root["index"]), (string?)one["function"]!["name"], (string?)one["function"]!["arguments"]);
                    }

                    break;
                default:
                    words.Append((string?)root["delta"]?["text"]);
                    usage = Math.Max(usage, Long(root["usage"]?["outputTokens"]));
                    cut |= (string?)root["stopReason"] == "max_tokens";
                    if (root["start"]?["toolUse"] is { } begun && (string?)begun["type"] != "server_tool_use")
                    {
                        Grow(Long(root["contentBlockIndex"]), (string?)begun["name"], "");
                    }

                    if (root["delta"]?["toolUse"] is { } grown && calls.ContainsKey(Long(root["contentBlockIndex"])))
                    {
                        Grow(Long(root["contentBlockIndex"]), null, (string?)grown["input"]);
                    }

                    break;
            }
        }

        return Line(words.ToString(), calls.Values, usage, cut);

        void Grow(long index, string? name, string? arguments)
        {
            var known = calls.GetValueOrDefault(index);
            calls[index] = (known.Name is { Length: > 0 } ? known.Name : name ?? "", known.Arguments + arguments);
        }
    }

    private static string Line(string words, IEnumerable<(string Name, string Arguments)> calls, long output, bool cut) =>
        $"{words} {string.Join(' ', calls.Select(call => $"{call.Name}({Plain(call.Arguments)})"))} {output} {(cut ? "cut" : "whole")}";

    /// <summary>White space between tokens means nothing; no arguments are an empty object.</summary>
    private static string Plain(string arguments)
    {
        try
        {
            return string.IsNullOrWhiteSpace(arguments) ? "{}" : JsonNode.Parse(arguments)!.ToJsonString();
        }
        catch (JsonException)
        {
            return arguments;
        }
    }

    private static string MistralWords(JsonNode? content) => content switch
    {
        JsonArray parts => string.Concat(parts.Where(part => (string?)part!["type"] == "text").Select(part => (string?)part!["text"])),
        JsonValue text => (string?)text ?? "",
        _ => "",
    };

    private static IEnumerable<(string, string)> Calls(JsonNode? calls) =>
        (calls as JsonArray ?? []).Select(call => ((string)call!["function"]!["name"]!, (string?)call["function"]!["arguments"] ?? ""));

    private static long Long(JsonNode? number) => number is null ? 0 : (long)(double)number;
}
