using System.Diagnostics;
using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Servers;
using Bascule.Storage;
using Bascule.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Benchmarks.Replicas;

/// <summary>How fast a full journal gets into a database: read back from the disk, matched, stored in batches, as after an outage.</summary>
internal static class DrainVerb
{
    public static async Task<int> RunAsync(Flags flags)
    {
        var (rows, rounds) = (flags.Number("rows", 100_000), flags.Number("rounds", 3));
        // As Debian sets it up: what is committed is on the disk.
        await using var server = await PostgresServer.StartAsync("fsync=on", "full_page_writes=on", "shared_buffers=128MB");
        Console.WriteLine("| database | rows a second | rounds | CPU us a row, this process |");
        Console.WriteLine("|---|--:|---|--:|");
        foreach (var name in new[] { "PostgreSQL", "SQLite" })
        {
            var (speeds, costs) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                var folder = Directory.CreateTempSubdirectory("bascule-drain").FullName;
                try
                {
                    await FillAsync(Path.Combine(folder, "journal"), rows);
                    var address = name == "SQLite" ? new DatabaseAddress(Path.Combine(folder, "bascule.db")) : new DatabaseAddress(PostgresAddress.TryParse(server.Url, out var read, out var wrong) ? read : throw new InvalidOperationException(wrong));
                    var (database, trouble) = await address.OpenNowOrLaterAsync(8, TimeProvider.System, CancellationToken.None);
                    await using (database)
                    {
                        var (seconds, cpu) = await DrainAsync(Path.Combine(folder, "journal"), database.Ledger, rows);
                        speeds.Add(rows / seconds);
                        costs.Add(cpu / rows);
                    }
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Load.Figures.Median(speeds):0} | {speeds.Min():0} to {speeds.Max():0} | {Load.Figures.Median(costs):0.0} |"));
        }

        return 0;
    }

    private static Journal Open(string folder) => Journal.Open(new JournalOptions(folder), NullLogger<Journal>.Instance);

    private static async Task FillAsync(string folder, int rows)
    {
        await using var journal = Open(folder);
        const int at = 500;    // settled at once: as many as a busy gateway has under way
        for (var done = 0; done < rows; done += at)
        {
            await Task.WhenAll(Enumerable.Range(done, Math.Min(at, rows - done)).Select(number =>
            {
                var begun = Begun(number);
                journal.Begun(begun);
                return journal.SettledAsync(Settled(begun)).AsTask();
            }));
        }
    }

    private static async Task<(double Seconds, double CpuMicroseconds)> DrainAsync(string folder, ILedgerStore store, int rows)
    {
        using var self = Process.GetCurrentProcess();
        await using var journal = Open(folder);
        var (begun, before) = (Stopwatch.GetTimestamp(), self.TotalProcessorTime);
        await using var drain = Drain.Start(journal, store, TimeProvider.System, NullLogger<Drain>.Instance);
        await drain.Recovered;
        while (drain.RowsStored < rows)
        {
            await drain.FlushAsync(CancellationToken.None);
        }

        self.Refresh();
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, (self.TotalProcessorTime - before).TotalMicroseconds);
    }

    private static LedgerRow Begun(int number) => new()
    {
        Id = Guid.CreateVersion7(),
        At = TimeProvider.System.GetUtcNow(),
        Key = "web",
        KeyId = "file:web",
        Team = "search",
        Tags = [new("app", "web")],
        Route = "assistant",
        DialectIn = "openai-chat",
        Stream = number % 2 == 0,
        Profile = """{"input_tokens":1240,"tier":"premium","session":"0193b1f0"}""",
        ConfigVersion = "3f2a9c01",
    };

    private static LedgerRow Settled(LedgerRow begun) => begun with
    {
        Status = 200,
        Deployment = "openai/gpt-5",
        Provider = "openai",
        Model = "gpt-5-2025-08-07",
        DialectOut = "openai-chat",
        Attempts = [new("openai/gpt-5", 200, null, begun.At, 310, 2_400, 12_650_000)],
        Usage = new(1_240, 1_024, 0, 512, 128, false),
        CostNano = 12_650_000,
        BookedNano = 12_650_000,
        PriceSource = "openai-pricing",
        FirstTokenMs = 310,
        TotalMs = 2_400,
        GatewayUs = 84,
        UpstreamRequestId = "req_0193b1f0c0de",
        Provenance = new(Digest.Of("asked"u8), Digest.Of("answered"u8), "fp_3eed", "chatcmpl-0193b1f0c0de"),
        Decision = """{"strategy":"ordered","order":["openai/gpt-5","anthropic/claude-sonnet-4-5"]}""",
    };
}
