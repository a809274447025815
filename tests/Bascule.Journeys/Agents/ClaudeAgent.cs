using System.Text;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus;

namespace Bascule.Journeys.Agents;

/// <summary>An agent that speaks Anthropic's messages as coding agents do: thinking on, tools, pictures in results, and cache marks that move along with the conversation.</summary>
internal sealed class ClaudeAgent(string model)
{
    public const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";

    /// <summary>Every so many turns a result holds a picture.</summary>
    private const int PictureEvery = 5;

    private readonly JsonArray _messages = [new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Text("Find out why the build fails, and mend it.")) }];
    private int _turn;

    public int CallsHeard { get; private set; }

    public byte[] LastSent { get; private set; } = [];

    public byte[] Body(bool stream)
    {
        var messages = (JsonArray)_messages.DeepClone();
        ((JsonObject)((JsonArray)messages[^1]!["content"]!)[^1]!)["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        return LastSent = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = 8000,
            ["stream"] = stream,
            ["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2000 },
            ["system"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "You are a careful engineer.", ["cache_control"] = new JsonObject { ["type"] = "ephemeral" } }),
            ["tools"] = new JsonArray(new JsonObject
            {
                ["name"] = "read_file",
                ["description"] = "Reads lines of a file.",
                ["input_schema"] = JsonNode.Parse(CodexAgent.Schema),
                ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
            }),
            ["messages"] = messages,
        }.ToJsonString());
    }

    /// <summary>Takes an answer, runs its tools and says what they gave.</summary>
    public void Hear(Heard heard)
    {
        var said = heard.Said;
        Assert.True(said.IsSound && said.Broken.Count == 0 && said.Stop == "tool_calls", heard.Text);
        Assert.Equal($"What does turn {_turn} need?", Assert.Single(said.Reasoning));
        CallsHeard += said.Calls.Count;
        var content = new JsonArray(new JsonObject { ["type"] = "thinking", ["thinking"] = said.Reasoning[0], ["signature"] = said.Signatures.FirstOrDefault() ?? "" }, Text(said.Text));
        foreach (var call in said.Calls)
        {
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Arguments) });
        }

        _messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
        _messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. said.Calls.Select(Result)]) });
        _turn++;
    }

    private JsonNode Result(Call call, int index)
    {
        var content = new JsonArray(Text($"Turn {_turn}, file {index}: {new string('x', 200)}"));
        if (index == 0 && _turn % PictureEvery == 0)
        {
            content.Add(new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = Picture } });
        }

        return new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = call.Id, ["content"] = content };
    }

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };
}
