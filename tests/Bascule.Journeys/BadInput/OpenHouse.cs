using Bascule.Sandbox;

namespace Bascule.Journeys.BadInput;

/// <summary>A gateway without keys before the sandbox in both dialects, with a low bound on bodies.</summary>
public sealed class OpenHouse : IAsyncLifetime
{
    public const int MaxBody = 1 << 20;

    private SandboxServer _sandbox = null!;

    internal Gateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        var root = _sandbox.Address.GetLeftPart(UriPartial.Authority);
        Gateway = await Gateway.StartAsync($$"""
            providers:
              openai-chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef }
              anthropic: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
            routes:
              assistant: [openai-chat/sandbox-frontier]
            """, $"drain: 1s, max_request_bytes: {MaxBody}, cors: [\"https://good.example\"], hosts: [gateway.lan]");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    /// <summary>Whatever was sent before, the next good request is served.</summary>
    internal async Task AssertServesAsync()
    {
        var told = await Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));
        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text);
    }
}
