using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Bascule.Sandbox;
using Bascule.Sandbox.Scripted;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

#pragma warning disable OPENAI001    // the client of responses is still called experimental

namespace Bascule.Journeys.Sdk;

/// <summary>A gateway with a key, as the vendors' own SDKs meet it: the sandbox behind it in both dialects, and a scripted upstream for what must be seen or held.</summary>
public sealed class OfficialHouse : IAsyncLifetime
{
    public const string Key = "bk-caller-0123456789abcdef";

    private SandboxServer _sandbox = null!;

    internal Gateway Gateway { get; private set; } = null!;

    internal ScriptedUpstream Scripted { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        Scripted = await ScriptedUpstream.StartAsync();
        var sandbox = _sandbox.Address.GetLeftPart(UriPartial.Authority);
        var scripted = Scripted.Address.GetLeftPart(UriPartial.Authority);
        Gateway = await Gateway.StartAsync($$"""
            providers:
              openai-chat: { dialect: openai-chat, base_url: "{{sandbox}}/v1", api_key: sk-upstream-0123456789abcdef }
              anthropic: { dialect: anthropic, base_url: "{{sandbox}}", api_key: sk-upstream-0123456789abcdef }
              openai-responses: { dialect: openai-responses, base_url: "{{sandbox}}/v1", api_key: sk-upstream-0123456789abcdef }
              script-openai-chat: { dialect: openai-chat, base_url: "{{scripted}}/v1", api_key: sk-upstream-0123456789abcdef }
              script-anthropic: { dialect: anthropic, base_url: "{{scripted}}", api_key: sk-upstream-0123456789abcdef }
            routes:
              assistant: [openai-chat/sandbox-frontier]
              kept: { candidates: [openai-chat/sandbox-frontier], state: bascule }
              limited-openai-chat: { candidates: [openai-chat/sandbox-frontier+429], retries: 0, max_retry_wait: 0s }
              limited-anthropic: { candidates: [anthropic/sandbox-frontier+429], retries: 0, max_retry_wait: 0s }
            keys:
              - { name: sdk, key: {{Key}}, routes: ["*"] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Scripted.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    /// <summary>OpenAI's client for a model of the sandbox that is reached in a dialect.</summary>
    internal ChatClient OpenAi(string model, int retries = 0, string key = Key) =>
        new(model, new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(retries) });

    /// <summary>OpenAI's client for responses.</summary>
    internal ResponsesClient OpenAiResponses() =>
        new(new ApiKeyCredential(Key), new ResponsesClientOptions { Endpoint = new Uri(Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    /// <summary>Anthropic's client.</summary>
    internal AnthropicClient Anthropic(int retries = 0, string key = Key) =>
        new(new ClientOptions { BaseUrl = Gateway.Address.GetLeftPart(UriPartial.Authority), ApiKey = key, MaxRetries = retries });
}
