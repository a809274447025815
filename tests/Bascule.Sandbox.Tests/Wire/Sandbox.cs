using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bascule.Sandbox.Tests.Wire;

/// <summary>A sandbox on a real port with a client before it.</summary>
public sealed class Sandbox : IAsyncLifetime
{
    private SandboxServer? _server;

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync("http://127.0.0.1:0");
        Client.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
    }

    public Task<HttpResponseMessage> ChatAsync(string body, params (string Name, string Value)[] headers) => PostAsync("/v1/chat/completions", body, headers);

    public Task<HttpResponseMessage> MessagesAsync(string body, params (string Name, string Value)[] headers) =>
        PostAsync("/v1/messages", body, [("anthropic-version", "2023-06-01"), .. headers]);

    public async Task<JsonElement> ChatJsonAsync(string body) => await JsonAsync(await ChatAsync(body));

    public async Task<JsonElement> MessagesJsonAsync(string body) => await JsonAsync(await MessagesAsync(body));

    public async Task<JsonElement> PostJsonAsync(string path, string body) => await JsonAsync(await PostAsync(path, body));

    public async Task<string> PostTextAsync(string path, string body)
    {
        using var response = await PostAsync(path, body);
        return await response.Content.ReadAsStringAsync();
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

    /// <summary>The payloads of an event stream that are JSON.</summary>
    public static JsonElement[] Events(string stream) =>
        [.. stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];

    public async Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
