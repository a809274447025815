using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Ledger;
using Bascule.Sandbox.Scripted;
using Bascule.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Keys;

/// <summary>A gateway whose keys are made over its API, before a scripted upstream; it can be stopped and started anew over the same data.</summary>
internal sealed class KeyHouse : IAsyncDisposable
{
    public const string AdminKey = "admin-0123456789abcdef0123456789";
    public const string FileKey = "bk-file-0123456789abcdef";
    public const string Answer =
        """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"42"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = Gateway.Bound };
    private readonly TimeProvider _time;
    private readonly string _server;
    private ScriptedUpstream _upstream = null!;

    private KeyHouse(TimeProvider time, string server) => (_time, _server) = (time, server);

    public GatewayHost Host { get; private set; } = null!;

    public Uri Address => Host.Addresses[0];

    public string ConfigFile => _folder.File("bascule.yaml");

    public string Database => _folder.File("bascule.db");

    /// <param name="keys">The file's part of keys; null: none.</param>
    public static async Task<KeyHouse> StartAsync(TimeProvider? time = null, string? keys = $"keys: [{{ name: filed, key: {FileKey} }}]", string server = "")
    {
        var house = new KeyHouse(time ?? TimeProvider.System, server);
        house._upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Answer));
        await house.WriteAsync(keys);
        await house.StartAsync();
        return house;
    }

    public Task WriteAsync(string? keys) => File.WriteAllTextAsync(ConfigFile, $$"""
        server: { data_dir: "{{_folder.Path}}/data", admin_key: {{AdminKey}}, drain: 1s{{_server}} }
        storage: { database: "sqlite:{{Database}}" }
        providers: { up: { dialect: openai-chat, base_url: "{{_upstream.Address}}v1", api_key: sk-upstream-0123456789abcdef } }
        routes: { assistant: [up/m], other: [up/m] }
        {{keys}}
        """);

    public async Task StartAsync() => Host = await GatewayHost.StartAsync(new HostSettings
    {
        ConfigFile = ConfigFile, Listen = "http://127.0.0.1:0", Environment = static _ => null, Time = _time, Folder = _folder.Path,
        CatalogFolder = Path.Combine(Repository.Root, "catalog"), ProbeEngines = false,
    });

    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Calls the operators' API.</summary>
    public async Task<(int Status, JsonElement Body)> AdminAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, "/bascule/v1" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Makes a key; its id and its secret.</summary>
    public async Task<(string Id, string Secret)> CreateAsync(string form)
    {
        var (status, key) = await AdminAsync("POST", "/keys", form);
        Assert.True(status == 201, key.ToString());
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    /// <summary>One chat with a secret; its status and its error's code.</summary>
    public async Task<(int Status, string? Code, string? Id)> ChatAsync(string? secret, string model = "assistant")
    {
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, model));
        request.RequestUri = new Uri(Address, request.RequestUri!);
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var response = await _client.SendAsync(request);
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, body.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null, response.Headers.GetValues("x-bascule-request-id").Single());
    }

    /// <summary>What a caller is told of his own key.</summary>
    public async Task<JsonElement> OwnAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/v1/key"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await _client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async Task<string> ReadyAsync() => await _client.GetStringAsync(new Uri(Address, "/readyz"));

    /// <summary>The settled row of a request.</summary>
    public async Task<LedgerRow?> RowAsync(string id)
    {
        await Host.Services.GetRequiredService<Drain>().FlushAsync(CancellationToken.None);
        return await Host.Services.GetRequiredService<ILedgerStore>().FindAsync(Guid.Parse(id), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.DisposeAsync();
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }
}
