using System.Collections.Concurrent;
using Bascule.Journeys.Budgets;
using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;
using Bascule.Servers;
using Bascule.Storage.Postgres;
using Npgsql;

namespace Bascule.Journeys.Replicas;

/// <summary>Three gateways as processes of their own behind nginx, with a PostgreSQL and a Redis that they share, before one upstream whose prices are easy to reckon with.</summary>
internal sealed class ReplicaHouse : IAsyncDisposable
{
    public const string Secret = "bk-replicas-0123456789abcdef";
    public const string Admin = "admin-key-0123456789abcdef";

    /// <summary>Three processes start, on machines that have two cores and other things to do.</summary>
    public static readonly TimeSpan Bound = ServerProcess.Bound;

    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = [.. Enumerable.Range(0, 3).Select(_ => FreePort.Next())];

    private ReplicaHouse(PostgresServer postgres, RedisServer redis, ScriptedUpstream upstream) => (Postgres, Redis, Upstream) = (postgres, redis, upstream);

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public ScriptedUpstream Upstream { get; }

    public GatewayProcess[] Replicas { get; } = new GatewayProcess[3];

    public NginxServer Front { get; private set; } = null!;

    /// <param name="key">Members of the one key, in flow style.</param>
    public static async Task<ReplicaHouse> StartAsync(string key)
    {
        var house = new ReplicaHouse(await PostgresServer.StartAsync(), await RedisServer.StartAsync(), await ScriptedUpstream.StartAsync(BudgetHouse.Long));
        try
        {
            await new PostgresConfigs(PostgresAddress.TryParse(house.Postgres.Url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong)).PushAsync(house.Config(key), "the test", CancellationToken.None);
            // The first one makes the tables; the others start at once.
            await house.StartReplicaAsync(0);
            await Task.WhenAll(house.StartReplicaAsync(1), house.StartReplicaAsync(2));
            house.Front = await NginxServer.BeforeAsync(house._ports.Select(port => new Uri($"http://127.0.0.1:{port}")));
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, again where it was killed: on the same port, with the same data.</summary>
    public async Task StartReplicaAsync(int number)
    {
        if (Replicas[number] is { } before)
        {
            await before.DisposeAsync();
        }

        var folder = Directory.CreateDirectory(_folder.File($"replica-{number}")).FullName;
        Replicas[number] = await GatewayProcess.StartAsync(Postgres.Url, folder, $"http://127.0.0.1:{_ports[number]}", ("DATA", folder));
    }

    /// <summary>A client with sockets of its own.</summary>
    /// <param name="replica">Which one it asks; null: whom nginx chooses.</param>
    public HttpClient NewClient(int? replica = null) =>
        new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = replica is { } number ? new Uri($"http://127.0.0.1:{_ports[number]}") : Front.Address, Timeout = Bound };

    public static Task<Told> AskAsync(HttpClient client, int most) => client.AskAsync(Ask.OpenAi, BudgetHouse.Body("long", most), ("authorization", "Bearer " + Secret));

    /// <summary>Asks from so many callers at once until they are told to stop; every answer with its id, or what went wrong.</summary>
    /// <param name="replica">Whom they ask; null: nginx.</param>
    public Crowd Callers(int count, int? replica = null) => new(this, count, replica);

    /// <summary>Waits until the database has a settled row for each of these requests, and gives the sum of all that it has, in dollars.</summary>
    public async Task<decimal> RowsAsync(IReadOnlyCollection<string> ids)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            await using var connection = new NpgsqlConnection(Postgres.ConnectionString);
            await connection.OpenAsync(bound.Token);
            await using var command = new NpgsqlCommand("SELECT id::text, status, cost_nano FROM ledger", connection);
            await using var reader = await command.ExecuteReaderAsync(bound.Token);
            var (rows, cost) = (new Dictionary<string, int>(StringComparer.Ordinal), 0L);
            while (await reader.ReadAsync(bound.Token))
            {
                rows.Add(reader.GetString(0), Convert.ToInt32(reader.GetValue(1)));
                cost += reader.IsDBNull(2) ? 0 : reader.GetInt64(2);
            }

            if (ids.All(id => rows.GetValueOrDefault(id) == 200))
            {
                return cost / 1_000_000_000m;
            }

            Assert.False(bound.IsCancellationRequested, $"Of {ids.Count} answers the ledger lacks {ids.Count(id => !rows.ContainsKey(id))}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Front is not null)
        {
            await Front.DisposeAsync();
        }

        foreach (var replica in Replicas.OfType<GatewayProcess>())
        {
            await replica.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Dispose();
    }

    private string Config(string key) => $$"""
        server: { data_dir: "${DATA}", drain: 1s, admin_key: {{Admin}} }
        storage: { database: "{{Postgres.Url}}", shared: "{{Redis.Url}}" }
        {{BudgetHouse.Config(Upstream, "MEMBERS").Replace(BudgetHouse.Secret, Secret, StringComparison.Ordinal).Replace("MEMBERS", key, StringComparison.Ordinal)}}
        """;

    /// <summary>Callers that go on until they are stopped.</summary>
    internal sealed class Crowd : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly SemaphoreSlim _answers = new(0);
        private readonly Task _all;

        public Crowd(ReplicaHouse house, int count, int? replica) => _all = Task.WhenAll(Enumerable.Range(0, count).Select(_ => CallAsync(house, replica)));

        /// <summary>The ids of what was answered whole.</summary>
        public ConcurrentQueue<string> Answered { get; } = new();

        /// <summary>Whatever else became of a request.</summary>
        public ConcurrentQueue<string> Failed { get; } = new();

        /// <summary>Until so many more were answered.</summary>
        public async Task MoreAsync(int answers)
        {
            while (_answers.Wait(0))    // those before count for nothing
            {
            }

            for (var came = 0; came < answers; came++)
            {
                Assert.True(await _answers.WaitAsync(Bound), $"{answers - came} answers do not come; failed: {string.Join(" | ", Failed.Take(5))}");
            }
        }

        /// <summary>Ends it; the requests under way are waited for.</summary>
        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _all.WaitAsync(Bound);
            Dispose();
        }

        public void Dispose()
        {
            _stop.Dispose();
            _answers.Dispose();
        }

        private async Task CallAsync(ReplicaHouse house, int? replica)
        {
            using var client = house.NewClient(replica);
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    var told = await AskAsync(client, 10);
                    if (told is { Status: 200, Broke: false })
                    {
                        Answered.Enqueue(told.Id);
                        _answers.Release();
                    }
                    else
                    {
                        Failed.Enqueue($"{told.Status} {told.Broke} {told.Text}");
                    }
                }
                catch (HttpRequestException trouble)
                {
                    Failed.Enqueue(trouble.Message);
                }
            }
        }
    }
}
