using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Providers.Fetching;
using Bascule.Server.Hosting;
using Bascule.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys;

/// <summary>A gateway on a real socket, with a config, a data folder and a ledger of its own.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>Longer than anything here takes on a busy machine: past it a test says what it waited for in vain.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly GatewayHost _host;
    private readonly TemporaryFolder _folder;

    private readonly HostSettings _settings;
    private bool _goesOn;

    private Gateway(GatewayHost host, TemporaryFolder folder, HostSettings settings)
    {
        (_host, _folder, _settings, ConfigFile) = (host, folder, settings, settings.ConfigFile ?? "");
        Address = host.Addresses[0];
        // Sockets of its own and no surprises of a client: no cookies, no redirects.
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = Bound };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string ConfigFile { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts one.</summary>
    /// <param name="config">YAML: providers, routes, keys.</param>
    /// <param name="server">Members of <c>server</c> besides the data folder, in flow style: <c>max_request_bytes: 1000</c>.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="fetcher">What fetches callers' URLs; null: the guarded one.</param>
    /// <param name="shared">The Redis that it shares with other gateways.</param>
    /// <param name="database">Another database than a file of its own.</param>
    /// <param name="budgets">The times they keep.</param>
    public static async Task<Gateway> StartAsync(
        string config, string server = "drain: 1s", TimeProvider? time = null, string listen = "http://127.0.0.1:0", UrlFetcher? fetcher = null, string shared = "memory", string? database = null, TellerTimes? budgets = null)
    {
        var folder = new TemporaryFolder();
        var file = folder.File("bascule.yaml");
        if (shared != "memory")
        {
            Directory.CreateDirectory(folder.File("data"));
            await File.WriteAllTextAsync(folder.File("data/user.hmac"), new string('7', 64));    // who share end users hash them alike
        }

        await File.WriteAllTextAsync(file, Whole(config, folder.Path, server, shared, database));
        return await StartAsync(folder, new HostSettings { ConfigFile = file, Listen = listen, Environment = static _ => null, Time = time ?? TimeProvider.System, Fetcher = fetcher, PatienceWithRedis = 500, Budgets = budgets ?? TellerTimes.Usual });
    }

    /// <summary>Starts one without a config file.</summary>
    public static Task<Gateway> StartAutoAsync(params (string Name, string Value)[] environment) => StartAsync(
        new TemporaryFolder(),
        new HostSettings { Listen = "http://127.0.0.1:0", Environment = name => environment.FirstOrDefault(variable => variable.Name == name).Value });

    private static async Task<Gateway> StartAsync(TemporaryFolder folder, HostSettings settings)
    {
        try
        {
            var host = await GatewayHost.StartAsync(settings with
            {
                Folder = folder.Path,
                CatalogFolder = Path.Combine(Repository.Root, "catalog"),
                ProbeEngines = false,
            });
            return new Gateway(host, folder, settings);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The whole file: what a test says, and where this gateway keeps its data.</summary>
    public static string Whole(string config, string folder, string server = "drain: 1s", string shared = "memory", string? database = null) => $$"""
        server: { data_dir: "{{folder}}/data", {{server}} }
        storage: { database: "{{database ?? $"sqlite:{folder}/bascule.db"}}", shared: "{{shared}}" }
        {{config}}
        """;

    /// <summary>Puts other rules in the place of the old ones.</summary>
    public Task RewriteAsync(string config) => File.WriteAllTextAsync(ConfigFile, Whole(config, _folder.Path));

    /// <summary>The settled row of a request, waiting until it is there.</summary>
    public async Task<LedgerRow> RowAsync(string id)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            await _host.Services.GetRequiredService<Drain>().FlushAsync(bound.Token);
            var row = await _host.Services.GetRequiredService<ILedgerStore>().FindAsync(Guid.Parse(id), bound.Token);
            if (row is { Status: not 0 })
            {
                return row;
            }

            Assert.False(bound.IsCancellationRequested, $"The request {id} has no settled row.");
        }
    }

    /// <summary>The one row there is, waiting until it is settled.</summary>
    public async Task<LedgerRow> OnlyRowAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        IReadOnlyList<LedgerRow> rows = [];
        while (rows.Count == 0)
        {
            Assert.False(bound.IsCancellationRequested, "The ledger stays empty.");
            rows = await RowsAsync();
        }

        return Assert.Single(rows);
    }

    /// <summary>The settled rows, newest first.</summary>
    public async Task<IReadOnlyList<LedgerRow>> RowsAsync()
    {
        await _host.Services.GetRequiredService<Drain>().FlushAsync(CancellationToken.None);
        return (await _host.Services.GetRequiredService<ILedgerStore>().ListAsync(new LedgerQuery(Limit: 1000), CancellationToken.None)).Rows;
    }

    /// <summary>Stops it and starts another one on the same data.</summary>
    public async Task<Gateway> RestartAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _goesOn = true;
        return await StartAsync(_folder, _settings);
    }

    /// <summary>Stops it, and reads the rows that are in its ledger then.</summary>
    public async Task<IReadOnlyList<LedgerRow>> StopAsync()
    {
        await _host.DisposeAsync();
        await using var ledger = await SqliteLedger.OpenToReadAsync(_folder.File("bascule.db"), CancellationToken.None);
        return (await ledger.ListAsync(new LedgerQuery(Limit: 1000), CancellationToken.None)).Rows;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        if (!_goesOn)
        {
            _folder.Dispose();
        }
    }
}
