using System.Net.Http.Headers;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Health;

/// <summary>A gateway whose route <c>assistant</c> asks <c>first/m</c> and then <c>second/m</c>, each at an upstream of its own, with an operator who looks at their state.</summary>
internal sealed class TwoUpstreams : IAsyncDisposable
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string Server = $"drain: 1s, admin_key: {AdminKey}";

    private readonly string _dialect;

    private TwoUpstreams(string dialect, Gateway gateway, ScriptedUpstream first, ScriptedUpstream second) => (_dialect, Gateway, First, Second) = (dialect, gateway, first, second);

    public Gateway Gateway { get; }

    public ScriptedUpstream First { get; }

    public ScriptedUpstream Second { get; }

    /// <summary>Starts all three.</summary>
    /// <param name="first">How the first provider is called, in flow style.</param>
    public static async Task<TwoUpstreams> StartAsync(string dialect, TimeProvider time, string? first = null)
    {
        var one = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Wire.Answer(dialect)));
        var other = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Wire.Answer(dialect)));
        var gateway = await Gateway.StartAsync(Config(dialect, one, other, first), Server, time);
        return new TwoUpstreams(dialect, gateway, one, other);
    }

    /// <summary>Calls the first provider in another way.</summary>
    public Task ReloadAsync(string? first = null) =>
        File.WriteAllTextAsync(Gateway.ConfigFile, Gateway.Whole(Config(_dialect, First, Second, first), Path.GetDirectoryName(Gateway.ConfigFile)!, Server));

    private static string Config(string dialect, ScriptedUpstream one, ScriptedUpstream other, string? first = null) => $$"""
        providers:
          first: { {{first ?? "dialect: " + dialect}}, base_url: "{{Base(dialect, one)}}", api_key: sk-first-0123456789abcdef }
          second: { dialect: {{dialect}}, base_url: "{{Base(dialect, other)}}", api_key: sk-second-0123456789abcde }
        routes:
          assistant: { candidates: [first/m, second/m], retries: 0 }
          alone: { candidates: first/m, retries: 0 }
          other: { candidates: [first/n, second/m], retries: 0 }
        """;

    public Task<Told> AskAsync(string route = "assistant", params (string Name, string Value)[] headers) =>
        Gateway.Client.AskAsync(_dialect, Ask.Body(_dialect, route), headers);

    /// <summary>The state of a deployment as operators see it.</summary>
    public async Task<JsonElement> StateAsync(string deployment)
    {
        using var response = await OperatorAsync($"/bascule/v1/deployments/{deployment}");
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("state");
    }

    public async Task<string> MetricsAsync()
    {
        using var response = await OperatorAsync("/metrics");
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private static string Base(string dialect, ScriptedUpstream upstream) =>
        upstream.Address.GetLeftPart(UriPartial.Authority) + (dialect == Ask.Anthropic ? "" : "/v1");

    private async Task<HttpResponseMessage> OperatorAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        return await Gateway.Client.SendAsync(request);
    }
}
