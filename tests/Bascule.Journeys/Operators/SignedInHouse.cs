using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bascule.Journeys.Operators;

/// <summary>A gateway whose operators sign in at a local issuer.</summary>
public sealed class SignedInHouse : IAsyncLifetime
{
    public const string AdminKey = "admin-0123456789abcdef0123456789";

    internal LocalIssuer Issuer { get; private set; } = null!;

    internal Gateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await LocalIssuer.StartAsync();
        Gateway = await StartGatewayAsync(Issuer);
    }

    internal static Task<Gateway> StartGatewayAsync(LocalIssuer issuer, string roles = "roles") => Gateway.StartAsync(
        "providers: { up: { dialect: openai-chat, base_url: \"http://127.0.0.1:9/v1\" } }\nroutes: { assistant: [up/m] }\nkeys: [{ name: web, key: bk-caller-0123456789abcdef }]\n",
        $"drain: 1s, admin_key: {AdminKey}, oidc: {{ authority: \"{issuer.Url}\", audience: {LocalIssuer.Audience}, roles_claim: {roles} }}");

    /// <summary>Calls an address of the gateway with a bearer token.</summary>
    internal static async Task<(int Status, string? Code, JsonElement Body)> AskAsync(Gateway gateway, string? token, string path = "/bascule/v1/usage", string method = "GET", string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = text.StartsWith('{') ? JsonElement.Parse(text) : default;
        return ((int)response.StatusCode, json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null, json);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
