using System.Diagnostics;
using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging;
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
        while (!journal.IsWriting)
        {
            await Task.Yield();
        }

        _time.Advance(Bookkeeper.Patience - TimeSpan.FromTicks(1));
        Assert.False(settling.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await settling);

        // The thread comes back, finds that a pipe is no segment, and ends in order.
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Settle_ThreadNotAtTheDisk_IsWaitedForLongerButNotForEver()
    {
        using var busy = new SlowWords();
        // The thread stands in what the log does with a row that can't be written: it lives, and is at no disk.
        await using var held = Journal.Open(new JournalOptions(Path.Combine(_folder.Path, "held")), busy);
        var bookkeeper = new Bookkeeper(held, _time);
        var stuck = held.SettledAsync(Rows.Settled() with { Tags = [new(null!, "x")] });
        await busy.Reached;
        var receipt = bookkeeper.Begin(Rows.Begun());
        var settling = receipt.SettleAsync(Rows.Settled() with { Id = receipt.Id }).AsTask();
        for (var look = 0; look < 19; look++)
        {
            _time.Advance(Bookkeeper.Patience);
            Assert.False(settling.IsCompleted);
        }

        _time.Advance(Bookkeeper.Patience);
        Assert.False(await settling);
        busy.Go();
        await stuck;
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

    /// <summary>A log that does not come back until it may.</summary>
    private sealed class SlowWords : ILogger<Journal>, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _go = new();

        public Task Reached => _reached.Task;

        public void Go() => _go.Set();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _reached.TrySetResult();
            _go.Wait();
        }

        public void Dispose() => _go.Dispose();
    }
}
