using System.Diagnostics;
using System.Text.Json;
using Bascule.Sandbox;
using Microsoft.Data.Sqlite;

namespace Bascule.Journeys.Crash;

/// <summary>The store of a real process locked, full, and full together with the journal's disk: answers go on, operators are told, and no row is lost.</summary>
public sealed class StoreTroubleTests
{
    private const string Admin = "admin-key-0123456789abcdef";

    [Fact]
    public async Task Store_LockedByAnotherProcess_AnswersGoOnAndEveryRowArrives()
    {
        await using var house = await TroubledHouse.StartAsync();
        var ids = await house.AskAsync(20);
        await using (var other = new SqliteConnection($"Data Source={house.Database};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync();
            ids.AddRange(await house.AskAsync(100));
            await house.UntilAsync("rows wait in the journal");
            Assert.Equal("ready; the ledger's store is away\n", await house.Client.GetStringAsync("/readyz"));
            Assert.Contains("bascule_ledger_store_away 1", await house.AdminAsync("/metrics"));
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        await house.UntilAsync("ok");
        var log = await house.EndWithAsync(ids);
        Assert.Single(log.Split('\n'), line => line.Contains("does not take rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_Full_AnswersGoOnAndEveryRowArrives()
    {
        await using var house = await TroubledHouse.StartAsync();
        var ids = await house.AskAsync(5);
        await house.UntilStoredAsync(5);
        // The database's own files can't grow; the journal's next segment, still empty, can.
        var largest = new[] { "", "-wal", "-shm" }.Max(end => new FileInfo(house.Database + end).Length);
        await house.Process.BoundFilesAsync((int)largest);
        while ((await house.LedgerAsync()).GetProperty("state").GetString() != "rows wait in the journal")
        {
            ids.AddRange(await house.AskAsync(10));
        }

        Assert.Equal(0, (await house.LedgerAsync()).GetProperty("rows_lost").GetInt64());
        await house.Process.BoundFilesAsync(null);
        await house.UntilAsync("ok");
        await house.EndWithAsync(ids);
    }

    [Fact]
    public async Task Disk_FullForStoreAndJournal_AnswersGoOnAndRowsWaitInMemory()
    {
        await using var house = await TroubledHouse.StartAsync();
        var ids = await house.AskAsync(5);
        await house.UntilStoredAsync(5);
        await house.Process.BoundFilesAsync(1);
        ids.AddRange(await house.AskAsync(50));
        await house.UntilAsync("rows wait in memory");
        Assert.Equal("ready; the ledger's journal can't be written\n", await house.Client.GetStringAsync("/readyz"));
        Assert.Contains("bascule_journal_stopped 1", await house.AdminAsync("/metrics"));
        ids.AddRange(await house.AskAsync(20));
        var ledger = await house.LedgerAsync();
        Assert.Equal(0, ledger.GetProperty("rows_lost").GetInt64());
        Assert.True(ledger.GetProperty("journal").GetProperty("rows_in_memory").GetInt64() >= 20, "a row counts until the store has it");

        await house.Process.BoundFilesAsync(null);
        ids.AddRange(await house.AskAsync(1));
        await house.UntilAsync("ok");
        var log = await house.EndWithAsync(ids);
        Assert.Single(log.Split('\n'), line => line.Contains("wait in memory for the store", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disk_FullAtTheEnd_SaysWhatIsLostAndStillEndsInOrder()
    {
        await using var house = await TroubledHouse.StartAsync();
        await house.AskAsync(5);
        await house.UntilStoredAsync(5);
        await house.Process.BoundFilesAsync(1);
        await house.AskAsync(7);
        await house.UntilAsync("rows wait in memory");
        await house.Process.TerminateAsync();
        var (code, log) = await house.Process.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains("7 ledger rows are lost", log);
    }

    [Fact]
    public async Task Store_LockedAtTheStart_ServesAllTheSameAndEveryRowArrives()
    {
        await using var house = await TroubledHouse.StartAsync();
        var ids = await house.AskAsync(20);
        await house.Process.KillAsync();
        await using (var other = new SqliteConnection($"Data Source={house.Database};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            // Of this kind not even readers are let in.
            command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;";
            await command.ExecuteNonQueryAsync();
            await house.StartAgainAsync();
            ids.AddRange(await house.AskAsync(20));
            await house.UntilAsync("rows wait in the journal");
        }

        await house.UntilAsync("ok");
        Assert.Contains("serves all the same", await house.EndWithAsync(ids));
    }

    [Fact]
    public async Task Store_ReadOnlyAtTheStart_ServesAllTheSameAndEveryRowArrives()
    {
        using var disk = Disk.TryMount();
        Assert.SkipWhen(disk is null, "mounting a disk of its own needs root");
        await using var house = await TroubledHouse.StartAsync(disk.Path);
        var ids = await house.AskAsync(20);
        await house.Process.TerminateAsync();
        await house.Process.EndAsync();
        disk.Remount("ro");
        await house.StartAgainAsync();
        ids.AddRange(await house.AskAsync(20));
        await house.UntilAsync("rows wait in the journal");
        disk.Remount("rw");
        await house.UntilAsync("ok");
        await house.EndWithAsync(ids);
    }

    /// <summary>A small disk in memory.</summary>
    private sealed class Disk : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public string Path => _folder.Path;

        public static Disk? TryMount()
        {
            var disk = new Disk();
            if (disk.Run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.Path) == 0)
            {
                return disk;
            }

            disk._folder.Dispose();
            return null;
        }

        public void Remount(string how) => Assert.Equal(0, Run("mount", "-o", "remount," + how, Path));

        public void Dispose()
        {
            Run("umount", "-l", Path);
            _folder.Dispose();
        }

        private int Run(string file, params string[] args)
        {
            using var run = Process.Start(new ProcessStartInfo(file, args) { RedirectStandardError = true })!;
            run.StandardError.ReadToEnd();
            run.WaitForExit();
            return run.ExitCode;
        }
    }

    /// <summary>A gateway of its own process before a sandbox.</summary>
    private sealed class TroubledHouse(TemporaryFolder folder, string disk, SandboxServer sandbox, GatewayProcess process) : IAsyncDisposable
    {
        public GatewayProcess Process { get; private set; } = process;

        public HttpClient Client { get; private set; } = process.NewClient();

        public string Database { get; } = Path.Combine(disk, "bascule.db");

        /// <param name="disk">Where the database is; null: beside the rest.</param>
        public static async Task<TroubledHouse> StartAsync(string? disk = null)
        {
            var folder = new TemporaryFolder();
            var sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
            var file = folder.File("bascule.yaml");
            await File.WriteAllTextAsync(
                file,
                $$"""
                server: { data_dir: "{{folder.Path}}/data", drain: 1s, admin_key: {{Admin}}, auth: none }
                storage: { database: "sqlite:{{disk ?? folder.Path}}/bascule.db" }
                providers: { up: { dialect: openai-chat, base_url: "{{sandbox.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef } }
                routes: { assistant: [up/sandbox-frontier] }
                """);
            return new TroubledHouse(folder, disk ?? folder.Path, sandbox, await GatewayProcess.StartAsync(file));
        }

        public async Task StartAgainAsync()
        {
            await Process.DisposeAsync();
            Client.Dispose();
            Process = await GatewayProcess.StartAsync(folder.File("bascule.yaml"));
            Client = Process.NewClient();
        }

        /// <summary>So many answers; their ids.</summary>
        public async Task<List<string>> AskAsync(int count)
        {
            var ids = new List<string>();
            for (var i = 0; i < count; i++)
            {
                var told = await Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant", stream: i % 2 == 0));
                Assert.Equal((200, false), (told.Status, told.Broke));
                ids.Add(told.Id);
            }

            return ids;
        }

        public async Task<string> AdminAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("authorization", "Bearer " + Admin);
            using var response = await Client.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }

        public async Task<JsonElement> LedgerAsync() => JsonElement.Parse(await AdminAsync("/bascule/v1/ledger"));

        public async Task UntilAsync(string state)
        {
            using var bound = new CancellationTokenSource(Gateway.Bound);
            string? now;
            while ((now = (await LedgerAsync()).GetProperty("state").GetString()) != state)
            {
                Assert.False(bound.IsCancellationRequested, $"The ledger says '{now}', not '{state}'.");
            }
        }

        public async Task UntilStoredAsync(int rows)
        {
            using var bound = new CancellationTokenSource(Gateway.Bound);
            while ((await LedgerAsync()).GetProperty("store").GetProperty("rows_stored").GetInt64() < rows)
            {
                Assert.False(bound.IsCancellationRequested, "The rows do not reach the store.");
            }
        }

        /// <summary>Ends the gateway; each of these requests has its settled row, and none was lost. What it logged.</summary>
        public async Task<string> EndWithAsync(List<string> ids)
        {
            Assert.Equal(0, (await LedgerAsync()).GetProperty("rows_lost").GetInt64());
            await Process.TerminateAsync();
            var (code, log) = await Process.EndAsync();
            Assert.Equal(0, code);
            var rows = await LedgerFile.RowsAsync(Database);
            Assert.All(ids, id => Assert.Equal(200, rows.TryGetValue(id, out var row) ? row.Status : -1));
            return log;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Process.DisposeAsync();
            await sandbox.DisposeAsync();
            folder.Dispose();
        }
    }
}
