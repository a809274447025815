using System.Text.Json.Nodes;
using Bascule.Sandbox;

namespace Bascule.Journeys.Upstreams;

/// <summary>A chat client that knows nothing of signatures, in front of a provider that insists on them over a tool loop.</summary>
public sealed class ReasoningLoopTests : IAsyncLifetime
{
    private SandboxServer _sandbox = null!;
    private Gateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        _gateway = await Gateway.StartAsync(
            $$"""
            providers: { claude: { dialect: anthropic, base_url: "{{_sandbox.Address}}" } }
            keys:
              - { name: one, key: "one-key-0123456789abc", routes: ["*"] }
              - { name: two, key: "two-key-0123456789abc", routes: ["*"] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToolLoop_SignatureNotEchoed_IsPutBackAndReasoningStaysOn(bool stream)
    {
        var call = await CallAsync(stream);
        using var second = await AskAsync("one", Body(call, stream: false));
        Assert.False(second.Headers.Contains("x-bascule-dropped"));
        var message = JsonNode.Parse(await second.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!;
        Assert.NotEqual("", (string?)message["reasoning_content"] ?? "");
    }

    [Fact]
    public async Task ToolLoop_OfAnotherTenant_HasItsReasoningSwitchedOffAndNamed()
    {
        var call = await CallAsync(stream: false);
        using var second = await AskAsync("two", Body(call, stream: false));
        Assert.Contains("reasoning_effort", Assert.Single(second.Headers.GetValues("x-bascule-dropped")), StringComparison.Ordinal);
    }

    private async Task<JsonNode> CallAsync(bool stream)
    {
        using var response = await AskAsync("one", Body(null, stream));
        var text = await response.Content.ReadAsStringAsync();
        if (!stream)
        {
            return JsonNode.Parse(text)!["choices"]![0]!["message"]!["tool_calls"]![0]!;
        }

        var deltas = text.Split("\n\n").Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line[6..])!["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["delta"]?["tool_calls"]?[0] : null).OfType<JsonNode>().ToArray();
        return new JsonObject
        {
            ["id"] = (string)deltas[0]["id"]!,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = (string)deltas[0]["function"]!["name"]!, ["arguments"] = string.Concat(deltas.Select(delta => (string?)delta["function"]?["arguments"])) },
        };
    }

    private async Task<HttpResponseMessage> AskAsync(string key, string body)
    {
        using var request = Ask.Request(Ask.OpenAi, body, ("authorization", $"Bearer {key}-key-0123456789abc"));
        var response = await _gateway.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response;
    }

    private static string Body(JsonNode? call, bool stream)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Use get_weather for Paris." });
        if (call is not null)
        {
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call.DeepClone()) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = (string)call["id"]!, ["content"] = "sunny" });
        }

        return new JsonObject
        {
            ["model"] = "claude/sandbox-frontier",
            ["stream"] = stream,
            ["max_tokens"] = 8000,
            ["reasoning_effort"] = "low",
            ["messages"] = messages,
            ["tools"] = JsonNode.Parse("""[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]"""),
        }.ToJsonString();
    }
}
