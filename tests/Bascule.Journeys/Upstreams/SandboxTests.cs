using System.Text;
using System.Text.Json.Nodes;
using Bascule.Engine.Providers;
using Bascule.Sandbox;

namespace Bascule.Journeys.Upstreams;

/// <summary>The gateway before the sandbox in every dialect that a config knows: either side is written apart from the other, and the sandbox refuses what a vendor would.</summary>
public sealed class SandboxTests(SandboxTests.House house) : IClassFixture<SandboxTests.House>
{
    private const string Weather = "What is the weather in Paris?";

    /// <summary>Whoever answers chats: a webhook judges, and answers none.</summary>
    private static IEnumerable<string> Chats => Vendor.Names.Where(name => name != "webhook");

    public static TheoryData<string, string> Pairs => Over(Chats);

    /// <summary>TGI's own API knows no tools.</summary>
    public static TheoryData<string, string> WithTools => Over(Chats.Where(name => name != "tgi"));

    private static TheoryData<string, string> Over(IEnumerable<string> providers)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var provider in providers)
        {
            pairs.Add(Ask.OpenAi, provider);
            pairs.Add(Ask.Anthropic, provider);
        }

        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task Arithmetic_WholeAndStreamed_ComesFromEveryDialect(string caller, string provider)
    {
        var whole = await AskAsync(caller, Ask.Body(caller, $"{provider}/sandbox-open"));
        Assert.Contains(" is 42.", whole);
        var streamed = await AskAsync(caller, Ask.Body(caller, $"{provider}/sandbox-open", stream: true));
        Assert.Contains(" is 42.", streamed);
        Assert.Contains(caller == Ask.Anthropic ? "message_stop" : "[DONE]", streamed);
    }

    [Theory, MemberData(nameof(WithTools))]
    public async Task Tools_OverTwoTurns_ComeBackAsTheVendorWantsThem(string caller, string provider)
    {
        var model = $"{provider}/sandbox-open";
        var first = JsonNode.Parse(await AskAsync(caller, Turn(caller, model, [])))!;
        if (caller == Ask.Anthropic)
        {
            var use = first["content"]!.AsArray().Single(block => (string)block!["type"]! == "tool_use")!;
            Assert.Equal("Paris", (string)use["input"]!["city"]!);
            var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = use["id"]!.DeepClone(), ["content"] = "18 degrees" };
            Assert.Contains("18 degrees", await AskAsync(caller, Turn(caller, model,
                [new JsonObject { ["role"] = "assistant", ["content"] = first["content"]!.DeepClone() }, new JsonObject { ["role"] = "user", ["content"] = new JsonArray(result) }])));
            return;
        }

        var message = first["choices"]![0]!["message"]!;
        var call = message["tool_calls"]![0]!;
        Assert.Equal("""{"city":"Paris"}""", (string)call["function"]!["arguments"]!);
        Assert.Contains("18 degrees", await AskAsync(caller, Turn(caller, model,
            [message.DeepClone(), new JsonObject { ["role"] = "tool", ["tool_call_id"] = call["id"]!.DeepClone(), ["content"] = "18 degrees" }])));
    }

    private static string Turn(string caller, string model, JsonNode[] more)
    {
        var schema = JsonNode.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""")!;
        var body = new JsonObject { ["model"] = model, ["messages"] = new JsonArray([new JsonObject { ["role"] = "user", ["content"] = Weather }, .. more]) };
        if (caller == Ask.Anthropic)
        {
            body["max_tokens"] = 1000;
            body["tools"] = new JsonArray(new JsonObject { ["name"] = "get_weather", ["input_schema"] = schema });
        }
        else
        {
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "get_weather", ["parameters"] = schema } });
        }

        return body.ToJsonString();
    }

    private async Task<string> AskAsync(string caller, string body)
    {
        using var request = Ask.Request(caller, body);
        using var response = await house.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return text;
    }

    /// <summary>One gateway and one sandbox for all pairs.</summary>
    public sealed class House : IAsyncLifetime
    {
        private SandboxServer _sandbox = null!;
        private Gateway _gateway = null!;

        public HttpClient Client => _gateway.Client;

        public async ValueTask InitializeAsync()
        {
            _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
            var providers = Chats.Select(name => $$"""  {{name}}: { dialect: {{name}}, base_url: "{{_sandbox.Address.GetLeftPart(UriPartial.Authority)}}{{RootOf(name)}}", api_key: pretended-key{{MoreOf(name)}} }""");
            _gateway = await Gateway.StartAsync($"providers:\n{string.Join('\n', providers)}\n");
        }

        public async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await _sandbox.DisposeAsync();
        }

        private static string RootOf(string name) => name switch
        {
            "openai-chat" or "openai-responses" => "/v1",
            "mistral" => "/mistral",
            _ => "",
        };

        private static string MoreOf(string name) => name switch
        {
            "azure-openai" => ", api_version: 2024-10-21",
            "vertex" => ", project: p, location: us-central1",
            "bedrock" => ", region: us-east-1",
            _ => "",
        };
    }
}
