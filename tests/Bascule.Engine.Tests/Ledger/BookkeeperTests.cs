using System.Diagnostics;
using Bascule.Engine.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Ledger;

public sealed class BookkeeperTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Settle_Twice_WritesTheFirstRowOnly()
    {
        await using var journal = _folder.Open();
        var bookkeeper = new Bookkeeper(journal, _time);
        var receipt = bookkeeper.Begin(Rows.Begun());
        var row = Rows.Settled() with { Id = receipt.Id };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await receipt.SettleAsync(row with { TotalMs = i }))));
        Assert.All(outcomes, Assert.True);
        Assert.Single(_folder.Records(), record => record.Kind == RecordKind.Settled);
    }

    [Fact]
    public async Task Settle_DiskStandsStill_GivesUpAfterFiftyMillisecondsAndSaysSo()
    {
        await using var journal = _folder.Open();
        var bookkeeper = new Bookkeeper(journal, _time);
        // Opening a pipe for writing blocks until it is read: a disk that does not answer.
        var pipe = SegmentFile.PathOf(_folder.Path, 1);
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync();
        }

        var receipt = bookkeeper.Begin(Rows.Begun());
        var settling = receipt.SettleAsync(Rows.Settled() with { Id = receipt.Id }).AsTask();
        _time.Advance(Bookkeeper.Patience - TimeSpan.FromTicks(1));
        Assert.False(settling.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await settling);

        // The thread comes back, finds that a pipe is no segment, and ends in order.
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Settle_JournalStopped_SaysSoAtOnce()
    {
        await using var journal = _folder.Open(maxBytes: 1);
        var bookkeeper = new Bookkeeper(journal, _time);
        var receipt = bookkeeper.Begin(Rows.Begun());
        Assert.False(await receipt.SettleAsync(Rows.Settled() with { Id = receipt.Id }));
        Assert.True(journal.Stopped);
    }

    [Fact]
    public async Task Settle_RowOfAnotherRequest_IsABug()
    {
        await using var journal = _folder.Open();
        var receipt = new Bookkeeper(journal, _time).Begin(Rows.Begun());
        await Assert.ThrowsAsync<ArgumentException>(async () => await receipt.SettleAsync(Rows.Settled()));
    }

    public void Dispose() => _folder.Dispose();
}
