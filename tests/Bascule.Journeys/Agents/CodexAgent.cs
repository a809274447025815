using System.Text;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Agents;

/// <summary>An agent that speaks OpenAI's responses as coding agents do: nothing stored, reasoning encrypted and sent back, every item of an answer appended as it came.</summary>
internal sealed class CodexAgent(string model)
{
    public const string Schema = """{"type":"object","properties":{"path":{"type":"string"},"lines":{"type":"array","items":{"type":"integer"}}},"required":["path","lines"],"additionalProperties":false}""";

    private const int PictureEvery = 5;

    private readonly JsonArray _input =
    [
        new JsonObject
        {
            ["type"] = "message",
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "input_text", ["text"] = "Find out why the build fails, and mend it." },
                new JsonObject { ["type"] = "input_image", ["image_url"] = $"data:image/png;base64,{ClaudeAgent.Picture}", ["detail"] = "auto" }),
        },
    ];

    private int _turn;

    public byte[] LastSent { get; private set; } = [];

    public byte[] Body() => LastSent = Encoding.UTF8.GetBytes(new JsonObject
    {
        ["model"] = model,
        ["instructions"] = "You are a careful engineer.",
        ["input"] = _input.DeepClone(),
        ["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "function",
            ["name"] = "read_file",
            ["description"] = "Reads lines of a file.",
            ["parameters"] = JsonNode.Parse(Schema),
            ["strict"] = true,
        }),
        ["tool_choice"] = "auto",
        ["parallel_tool_calls"] = true,
        ["reasoning"] = new JsonObject { ["effort"] = "medium", ["summary"] = "auto" },
        ["include"] = new JsonArray("reasoning.encrypted_content"),
        ["store"] = false,
        ["max_output_tokens"] = 16000,
    }.ToJsonString());

    /// <summary>Takes an answer, runs its tools and says what they gave.</summary>
    public void Hear(Heard heard)
    {
        var said = heard.Said;
        Assert.True(said.IsSound && said.Stop == "tool_calls", heard.Text);
        foreach (var item in Nodes.Items(heard.Json!["output"]))
        {
            _input.Add(item.DeepClone());
        }

        foreach (var (index, call) in said.Calls.Index())
        {
            var text = $"Turn {_turn}, file {index}: {new string('x', 200)}";
            _input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = call.Id, ["output"] = _turn % PictureEvery == 0 && index == 0 ? Words(text) : JsonValue.Create(text) });
        }

        _turn++;
    }

    private static JsonNode Words(string text) => new JsonArray(
        new JsonObject { ["type"] = "input_text", ["text"] = text },
        new JsonObject { ["type"] = "input_image", ["image_url"] = $"data:image/png;base64,{ClaudeAgent.Picture}" });
}
