using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bascule.Engine.Ledger;
using Bascule.Storage.Sqlite;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Ledger;

/// <summary>kill -9 of a real process in the middle of load. The child is this test assembly, asked for its one explicit test.</summary>
public sealed class KilledTests : IDisposable
{
    private const string FolderVariable = "BASCULE_TEST_FOLDER";
    private const string PortVariable = "BASCULE_TEST_PORT";
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly Database _database = new();

    [Fact]
    public async Task Process_KilledInTheMiddleOfLoad_LosesNoRowThatItAnsweredFor()
    {
        var answered = await RunAndKillAsync(enough: 3_000);

        using var folder = DataFolder.TryOpen(_database.Folder, out var problem);
        Assert.Null(problem);
        await using var store = await _database.OpenAsync();
        var before = (await store.SumAsync(new([]), Cancel)).Sum(group => group.Requests);
        await using var journal = Journal.Open(new JournalOptions(folder!.Journal), NullLogger<Journal>.Instance);
        await using var drain = Drain.Start(journal, store, TimeProvider.System, NullLogger<Drain>.Instance);
        await drain.Recovered;
        foreach (var id in answered)
        {
            Assert.Equal(200, (await store.FindAsync(id, Cancel))?.Status);
        }

        var sum = Assert.Single(await store.SumAsync(new([]), Cancel));
        Assert.True(sum.Requests >= answered.Count && sum.Requests > before);
        // Each of the sixteen was in the middle of one request, or between two.
        Assert.InRange(sum.Errors, 0, 16);
    }

    [Fact(Explicit = true)]
    public async Task Child_SettlesUntilItIsKilled()
    {
        var path = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(path is null, "only as a child of the other test");
        using var folder = DataFolder.TryOpen(path, out _)!;
        await using var store = await SqliteLedger.OpenAsync(Path.Combine(path, "bascule.db"), Cancel);
        await using var journal = Journal.Open(new JournalOptions(folder.Journal) { SegmentBytes = 64 << 10 }, NullLogger<Journal>.Instance);
        await using var drain = Drain.Start(journal, store, TimeProvider.System, NullLogger<Drain>.Instance);
        var bookkeeper = new Bookkeeper(journal, TimeProvider.System);
        using var parent = new TcpClient();
        await parent.ConnectAsync(IPAddress.Loopback, int.Parse(Environment.GetEnvironmentVariable(PortVariable)!));
        var socket = parent.Client;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var begun = Rows.Begun();
                if (await bookkeeper.Begin(begun).SettleAsync(Rows.Settled(begun)))
                {
                    lock (socket)
                    {
                        socket.Send(begun.Id.ToByteArray());
                    }
                }
            }
        })));
    }

    public void Dispose() => _database.Dispose();

    private async Task<List<Guid>> RunAndKillAsync(int enough)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [
            "exec", typeof(KilledTests).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", $"{typeof(KilledTests).FullName}.{nameof(Child_SettlesUntilItIsKilled)}",
        ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = _database.Folder;
        start.Environment[PortVariable] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var accepting = listener.AcceptTcpClientAsync();
        Assert.True(await Task.WhenAny(accepting, child.WaitForExitAsync()) == accepting, "the child ended early");
        using var client = await accepting;
        var stream = client.GetStream();
        var answered = new List<Guid>();
        var id = new byte[16];
        try
        {
            while (await stream.ReadAtLeastAsync(id, id.Length, throwOnEndOfStream: false) == id.Length)
            {
                answered.Add(new Guid(id));
                if (answered.Count == enough)
                {
                    child.Kill();
                }
            }
        }
        catch (IOException)
        {
            // The kernel reset the connection of the one who died.
        }

        await child.WaitForExitAsync();
        await output;
        Assert.True(answered.Count >= enough);
        return answered;
    }
}
