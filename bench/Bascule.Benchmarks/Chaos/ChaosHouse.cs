using System.Globalization;
using Bascule.Benchmarks.Load;

namespace Bascule.Benchmarks.Chaos;

/// <summary>A real <c>bascule serve</c> before the faulty upstream, each a process of its own, with keys, limits, prices, ledger, logs and metrics on.</summary>
internal sealed class ChaosHouse : IAsyncDisposable
{
    public const string Key = "chaos-0123456789abcdef0123456789abcdef";
    private const string Admin = "admin-0123456789abcdef0123456789abcdef";

    private readonly string _folder;
    private readonly Proc _upstream;
    private readonly int _upstreamPort;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };

    private ChaosHouse(string folder, int upstreamPort, Proc upstream, int port, Proc gateway) =>
        (_folder, _upstreamPort, _upstream, Address, Gateway) = (folder, upstreamPort, upstream, new Uri($"http://127.0.0.1:{port}"), gateway);

    public Uri Address { get; }

    public Proc Gateway { get; }

    /// <param name="kinds">The kinds of route it has.</param>
    /// <param name="patience">How long the first candidates may be silent: where they stall on purpose, not long.</param>
    public static async Task<ChaosHouse> StartAsync(string[] kinds, string patience = "first_token: 2s, idle: 1s")
    {
        var folder = Directory.CreateTempSubdirectory("bascule-chaos").FullName;
        var (upstream, port) = (Target.FreePort(), Target.FreePort());
        var file = Path.Combine(folder, "bascule.yaml");
        await File.WriteAllTextAsync(file, Config(port, $"http://127.0.0.1:{upstream}", folder, kinds, patience));
        var house = new ChaosHouse(
            folder,
            upstream,
            Proc.StartSelf("faulty", "--port", upstream.ToString(CultureInfo.InvariantCulture)),
            port,
            Proc.Start("/bin/sh", "-c", "exec dotnet \"$0\" serve --config \"$1\" >\"$2\" 2>&1", Path.Combine(AppContext.BaseDirectory, "bascule.dll"), file, Path.Combine(folder, "log")));
        try
        {
            await house.ReadyAsync();
            return house;
        }
        catch
        {
            Console.Error.WriteLine(await File.ReadAllTextAsync(Path.Combine(folder, "log")));
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets what the upstream does, as <c>percent=30&amp;pieces=40&amp;pace=2</c>; how often each fault happened so far.</summary>
    public async Task<IReadOnlyList<(string Kind, long Count)>> ControlAsync(string query = "") =>
        [.. (await _client.GetStringAsync(new Uri($"http://127.0.0.1:{_upstreamPort}/control?{query}"))).Split('\n')
            .Select(line => line.Split(' ')).Select(parts => (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)))];

    /// <summary>The sum of a metric over its series.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = await AdminAsync("/metrics");
        return text.Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async Task<string> AdminAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        request.Headers.Add("authorization", "Bearer " + Admin);
        using var response = await _client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    public ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        _upstream.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task ReadyAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var address in new[] { new Uri(Address, "/readyz"), new Uri($"http://127.0.0.1:{_upstreamPort}/control") })
        {
            while (true)
            {
                try
                {
                    using var answer = await _client.GetAsync(address, bound.Token);
                    if (answer.IsSuccessStatusCode)
                    {
                        break;
                    }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(50, bound.Token);
                }
            }
        }
    }

    /// <summary>
    /// Three kinds of route, each with a faulty primary and a healthy fallback, in both wire formats: <c>open</c> passes the first word on at once and is asked for models that fail before it;
    /// <c>held</c> keeps an answer back until it is whole; <c>rescued</c> carries a broken stream on. The engine before the last can continue what an assistant said.
    /// </summary>
    private static string Config(int port, string upstream, string folder, string[] kinds, string patience) => $$"""
        server: { listen: ["http://127.0.0.1:{{port}}"], data_dir: "{{folder}}/data", admin_key: "{{Admin}}", drain: 5s }
        storage: { database: "sqlite:{{folder}}/bascule.db" }
        providers:
          chat: { dialect: openai-chat, base_url: "{{upstream}}/primary/v1", api_key: "upstream-key-0123456789", timeouts: { connect: 2s, {{patience}} } }
          claude: { dialect: anthropic, base_url: "{{upstream}}/primary", api_key: "upstream-key-0123456789", timeouts: { connect: 2s, {{patience}} } }
          chat-backup: { engine: vllm, base_url: "{{upstream}}/backup/v1", api_key: "upstream-key-0123456789" }
          claude-backup: { dialect: anthropic, base_url: "{{upstream}}/backup", api_key: "upstream-key-0123456789" }
        deployments:
        {{string.Join('\n', kinds.SelectMany(kind => Forms.Select(form => $"  {kind}-{form}-primary: {{ provider: {form}, upstream: {kind}-m, price: {{ input: 1, output: 2 }} }}")))}}
          chat-fallback: { provider: chat-backup, upstream: m, price: { input: 1, output: 2 } }
          claude-fallback: { provider: claude-backup, upstream: claude-sonnet-4-5, catalog: anthropic/claude-sonnet-4-5, price: { input: 1, output: 2 } }
        routes:
        {{string.Join('\n', kinds.SelectMany(kind => Forms.Select(form => $"  {kind}-{form}: {{ candidates: [{kind}-{form}-primary, {form}-fallback]{Extra(kind)} }}")))}}
        keys:
          - { name: web, key: "{{Key}}", team: chaos, routes: ["*"], tags: { app: chaos }, limits: { requests_per_minute: 100000000, concurrency: 5000 } }
        """;

    public static string[] Kinds { get; } = ["open", "held", "rescued"];

    public static string[] Forms { get; } = ["chat", "claude"];

    private static string Extra(string kind) => kind switch
    {
        "held" => ", hold: all",
        "rescued" => ", rescue: continue",
        _ => "",
    };
}
