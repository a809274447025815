using Bascule.Sandbox;

namespace Bascule.Journeys.Faults;

/// <summary>One gateway before one sandbox in both dialects, with a route for each fault that falls back to a healthy deployment of either dialect.</summary>
public sealed class FaultyHouse : IAsyncLifetime
{
    public static readonly string[] Faults = ["503", "429", "500", "401", "529", "reset", "hang", "stall", "cut", "slow", "malformed", "context", "filter", "error", "empty"];

    private readonly ForwardTime _time = new();
    private SandboxServer _sandbox = null!;

    internal Gateway Gateway { get; private set; } = null!;

    /// <summary>The provider that a fault is asked of. Those that end in silence have short time limits, all others long ones, so that a busy machine fails nothing.</summary>
    public static string ProviderOf(string dialect, string fault) => (dialect == Ask.Anthropic ? "claude" : "chat") + (fault is "hang" or "stall" ? "-hasty" : "");

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        var root = _sandbox.Address.GetLeftPart(UriPartial.Authority);
        var routes = from fault in Faults
                     from first in new[] { Ask.OpenAi, Ask.Anthropic }
                     from second in new[] { Ask.OpenAi, Ask.Anthropic }
                     select $"  {fault}-{first}-{second}: {{ candidates: [{ProviderOf(first, fault)}/sandbox-open+{fault}, {ProviderOf(second, "")}/sandbox-frontier], retries: 0 }}";
        var alone = from fault in Faults
                    from dialect in new[] { Ask.OpenAi, Ask.Anthropic }
                    select $"  {fault}-{dialect}: {{ candidates: {ProviderOf(dialect, fault)}/sandbox-open+{fault}, retries: 0 }}";
        Gateway = await Gateway.StartAsync($$"""
            providers:
              chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef }
              claude: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
              chat-hasty: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef, timeouts: { first_token: 250ms, idle: 250ms } }
              claude-hasty: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef, timeouts: { first_token: 250ms, idle: 250ms } }
            routes:
            {{string.Join('\n', routes.Concat(alone))}}
            """, time: _time);
    }

    /// <summary>Every cooldown is over: what the cases before did to breakers and credentials changes nobody's order.</summary>
    public void Forward() => _time.Advance(TimeSpan.FromMinutes(10));

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _sandbox.DisposeAsync();
    }
}
