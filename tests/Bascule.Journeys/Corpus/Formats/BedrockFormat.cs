using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Amazon Bedrock's converse, its stream in binary messages.</summary>
internal sealed class BedrockFormat : Format
{
    public override string Name => "bedrock";

    public override string CorpusName => "bedrock-converse";

    public override bool NamesModel => false;

    public override string Provider(Uri upstream) => $"dialect: bedrock, base_url: \"{upstream}\", region: us-east-1, api_key: k";

    public override string Path(string model, bool stream) => stream ? "/converse-stream" : "/converse";

    public override string Hello(bool stream) => """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""";

    public override ScriptedAnswer Canned(string text, bool stream) => stream
        ? ScriptedAnswer.Stream("application/vnd.amazon.eventstream").Then(
        [
            .. AwsEvents.Event("messageStart", """{"role":"assistant"}"""),
            .. AwsEvents.Event("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":{{{Quoted(text)}}}}}"""),
            .. AwsEvents.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
            .. AwsEvents.Event("messageStop", """{"stopReason":"end_turn"}"""),
            .. AwsEvents.Event("metadata", """{"usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14},"metrics":{"latencyMs":5}}"""),
        ])
        : ScriptedAnswer.Json($$$"""{"output":{"message":{"role":"assistant","content":[{"text":{{{Quoted(text)}}}}]}},"stopReason":"end_turn","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14},"metrics":{"latencyMs":5}}""");

    public override Said Whole(JsonNode? body, bool lenient)
    {
        var message = Member(Member(body, "output"), "message");
        var said = new Said { Ended = true, Choices = message is null ? 0 : 1 };
        foreach (var block in Items(Member(message, "content")))
        {
            Take(said, block);
        }

        End(said, Text(Member(body, "stopReason")), Member(body, "usage"));
        return said;
    }

    public override Said Stream(byte[] body, bool lenient)
    {
        var (said, blocks, stop, usage) = (new Said(), new SortedDictionary<long, JsonObject>(), "", (JsonNode?)null);
        foreach (var (name, payload) in AwsEvents.Split(body))
        {
            var data = (JsonObject)JsonNode.Parse(payload)!;
            var index = Count(data, "contentBlockIndex");
            switch (name)
            {
                case "contentBlockStart":
                    blocks[index] = (JsonObject)data["start"]!.DeepClone();
                    break;
                case "contentBlockDelta":
                    Grow(blocks.TryGetValue(index, out var block) ? block : blocks[index] = [], (JsonObject)data["delta"]!);
                    break;
                case "messageStop":
                    (stop, said.Ended) = (Text(data["stopReason"]), true);
                    break;
                case "metadata":
                    usage = data["usage"];
                    break;
                case var other when other.EndsWith("Exception", StringComparison.Ordinal):
                    said.Error = data;
                    break;
            }
        }

        foreach (var block in blocks.Values)
        {
            Take(said, block);
        }

        End(said, stop, usage);
        return said;
    }

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("system", string.Concat(Items(root["system"]).Select(part => Text(part["text"]))));
        foreach (var message in Items(root["messages"]))
        {
            asked.Say(Text(message["role"]), Words(asked, message["content"]));
            foreach (var block in Items(message["content"]))
            {
                if (block["toolUse"] is { } use)
                {
                    asked.AddCall(Text(use["toolUseId"]), Text(use["name"]), Raw(use["input"]));
                }
                else if (block["toolResult"] is { } result)
                {
                    asked.AddResult(Text(result["toolUseId"]), "", Words(asked, result["content"]));
                }
            }
        }

        var config = root["toolConfig"];
        foreach (var tool in Items(Member(config, "tools")).Select(tool => tool["toolSpec"]).OfType<JsonObject>())
        {
            asked.AddTool(Text(tool["name"]), Text(tool["description"]), Member(tool["inputSchema"], "json"));
        }

        var choice = Member(config, "toolChoice") as JsonObject;
        asked.Choice = choice is null ? "" : choice["tool"] is { } named ? Text(named["name"]) : choice.ContainsKey("any") ? "required" : "auto";
        var inference = root["inferenceConfig"];
        asked.Most = Raw(Member(inference, "maxTokens"));
        asked.Temperature = Number(Member(inference, "temperature"));
        asked.TopP = Number(Member(inference, "topP"));
        asked.SetStops(Member(inference, "stopSequences"));
        var schema = Member(Member(Member(Member(root["outputConfig"], "textFormat"), "structure"), "jsonSchema"), "schema");
        asked.Schema = schema is null ? null : JsonNode.Parse(Text(schema));
    }

    public override ToldError? Error(JsonNode? told) => Member(told, "message") is { } message ? new ToldError(Text(message)) : null;

    public override string[] Names(string feature) => [feature];

    private static void Grow(JsonObject block, JsonObject delta)
    {
        if (delta["toolUse"] is { } use)
        {
            block["input"] = Text(block["input"]) + Text(use["input"]);
        }
        else if (delta["reasoningContent"] is JsonObject thought)
        {
            foreach (var (name, value) in thought)
            {
                block["thought-" + name] = Text(block["thought-" + name]) + Text(value);
            }
        }
        else if (delta["citation"] is { } citation)
        {
            (block["citations"] as JsonArray ?? (JsonArray)(block["citations"] = new JsonArray())!).Add(citation.DeepClone());
        }
        else if (delta["text"] is not null)
        {
            block["text"] = Text(block["text"]) + Text(delta["text"]);
        }
    }

    /// <summary>One block, whole or as it grew.</summary>
    private static void Take(Said said, JsonObject block)
    {
        var thinking = Member(block["reasoningContent"], "reasoningText");
        Think(said, Text(Member(thinking, "text") ?? block["thought-text"]), Text(Member(thinking, "signature") ?? block["thought-signature"]), Text(Member(block["reasoningContent"], "redactedContent") ?? block["thought-redactedContent"]));
        var cited = block["citationsContent"];
        said.Text += Text(block["text"]) + string.Concat(Items(Member(cited, "content")).Select(part => Text(part["text"])));
        foreach (var citation in Items(block["citations"]).Concat(Items(Member(cited, "citations"))))
        {
            if (Member(Member(citation["location"], "web"), "url") is { } url)
            {
                said.CitedUrls.Add(Text(url));
            }
            else
            {
                said.CitedDocuments++;
            }
        }

        if (block["toolUse"] is { } use && Text(use["type"]) == "server_tool_use")
        {
            said.Show("server_tool_use");
        }
        else if (block["toolUse"] is { } call)
        {
            said.Call(Text(call["toolUseId"]), Text(call["name"]), call["input"] is { } input ? Raw(input) : Text(block["input"]));
        }
        else if (block["toolResult"] is not null)
        {
            said.Show("tool_result");
        }
    }

    private static void Think(Said said, string text, string signature, string redacted)
    {
        if (text.Length > 0)
        {
            said.Reasoning.Add(text);
        }

        if (signature.Length > 0)
        {
            said.Signatures.Add(signature);
        }

        if (redacted.Length > 0)
        {
            said.Redacted.Add(redacted);
        }
    }

    /// <summary>What was cached stands beside the input.</summary>
    private static void End(Said said, string stop, JsonNode? usage)
    {
        said.StopFor(stop switch
        {
            "max_tokens" or "model_context_window_exceeded" => "length",
            "tool_use" => "tool_calls",
            "guardrail_intervened" or "content_filtered" => "content_filter",
            _ => "stop",
        });
        var (read, written) = (Count(usage, "cacheReadInputTokens"), Count(usage, "cacheWriteInputTokens"));
        said.Usage = new Tally(Count(usage, "inputTokens") + read + written, Count(usage, "outputTokens"), read, written);
    }

    private static string Words(Asked asked, JsonNode? content)
    {
        var words = "";
        foreach (var block in Items(content))
        {
            words += Text(block["text"]) + Raw(block["json"]);
            if (Member(block["image"], "source") is { } image)
            {
                asked.AddImage(Text(Member(image, "bytes")));
            }
            else if (Member(block["document"], "source") is { } document)
            {
                words += Text(Member(document, "text"));
                asked.AddFile(Text(Member(document, "bytes")));
            }
        }

        return words;
    }
}
