using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;
using Bascule.Server.Hosting;
using Bascule.Server.Tests.Configuration;

namespace Bascule.Server.Tests.Admin;

/// <summary>A gateway on real sockets before a scripted upstream, with keys, an admin key, and a metrics port.</summary>
public sealed class House : IAsyncLifetime
{
    public const string AdminKey = "admin-0123456789abcdef0123456789";
    public const string MetricsKey = "metrics-0123456789abcdef01234567";
    public const string WebKey = "web-0123456789abcdef0123456789ab";

    private readonly string _folder = Given.Folder();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public ScriptedUpstream Upstream { get; private set; } = null!;

    public GatewayHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(
            """{"id":"c1","object":"chat.completion","created":1,"model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}"""));
        var file = Path.Combine(_folder, "bascule.yaml");
        await File.WriteAllTextAsync(file, $$"""
            server: { data_dir: ./data, admin_key: {{AdminKey}}, metrics_key: {{MetricsKey}}, metrics_listen: "http://127.0.0.1:0", drain: 1s }
            storage: { database: "sqlite:./bascule.db" }
            providers:
              up: { dialect: openai-chat, base_url: "{{Upstream.Address}}v1", api_key: k, jurisdiction: eu, max_retention: 30d, trains_on_data: false, certifications: [soc2] }
            deployments:
              priced: { provider: up, upstream: m1, price: { input: 1, output: 2 } }
            routes:
              assistant: [priced, up/deep/model]
              secret: { candidates: [priced], data_class: confidential }
            keys:
              - { name: web, key: {{WebKey}}, team: search, tier: premium, max_data_class: internal, routes: [assistant, secret] }
            """);
        Host = await GatewayHost.StartAsync(new HostSettings
        {
            ConfigFile = file, Folder = _folder, CatalogFolder = Path.Combine(Given.RepositoryRoot, "catalog"),
            Listen = "http://127.0.0.1:0", Environment = static _ => null, ProbeEngines = false,
        });
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? bearer = AdminKey, string? accept = null) => SendAsync(HttpMethod.Get, path, bearer, null, accept);

    public Task<HttpResponseMessage> PostAsync(string path, string? json = null, string? bearer = AdminKey, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, bearer, json, null, headers);

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        return await BodyAsync(response);
    }

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());

    /// <summary>The status and the code of an operators' error.</summary>
    public static async Task<(int Status, string? Code)> ErrorAsync(HttpResponseMessage response)
    {
        var error = (await BodyAsync(response)).GetProperty("error");
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.True(error.TryGetProperty("mend", out _));
        return ((int)response.StatusCode, error.GetProperty("code").GetString());
    }

    /// <summary>One chat of the key <c>web</c>; its request id.</summary>
    public async Task<string> ChatAsync(string model = "assistant", params (string Name, string Value)[] headers)
    {
        using var response = await PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""", WebKey, headers);
        return response.Headers.GetValues("x-bascule-request-id").Single();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? bearer, string? json, string? accept, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Host.Addresses[0], path));
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (accept is not null)
        {
            request.Headers.Add("accept", accept);
        }

        return _client.SendAsync(request);
    }
}
