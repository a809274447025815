using Bascule.Engine.Ledger;

namespace Bascule.Engine.Tests.Ledger;

public sealed class JournalQueueTests
{
    [Theory(Timeout = 10_000)]
    [InlineData(RecordKind.Begun)]
    [InlineData(RecordKind.Settled)]
    internal async Task Add_ThreadSleepsDeeply_WakesIt(RecordKind kind)
    {
        var queue = new JournalQueue();
        var waiting = Task.Run(queue.Wait);
        while (!queue.IsDeeplyAsleep)
        {
            await Task.Yield();
        }

        queue.TryAdd(new(kind, Rows.Begun(), null));
        Assert.True(await waiting);
        Assert.True(queue.TryTake(out var entry));
        Assert.Equal(kind, entry.Kind);
    }

    [Fact(Timeout = 10_000)]
    public async Task Close_ThreadSleepsDeeply_EndsIt()
    {
        var queue = new JournalQueue();
        var waiting = Task.Run(queue.Wait);
        while (!queue.IsDeeplyAsleep)
        {
            await Task.Yield();
        }

        queue.Close();
        Assert.False(await waiting);
        Assert.False(queue.TryAdd(new(RecordKind.Settled, Rows.Begun(), null)));
    }

    [Fact]
    public void Begun_WhoseSettledRowWasTaken_IsLeftOut()
    {
        var (queue, row) = (new JournalQueue(), Rows.Begun());
        var (over, open) = (new Receipt(null!, row.Id), new Receipt(null!, Guid.CreateVersion7()));
        queue.TryAdd(new(RecordKind.Begun, row, null, over));
        queue.TryAdd(new(RecordKind.Begun, row, null, over) { HeldNano = 5 });
        queue.TryAdd(new(RecordKind.Begun, Rows.Begun() with { Id = open.Id }, null, open));
        queue.TryAdd(new(RecordKind.Settled, Rows.Settled(row), null, over));

        Assert.True(queue.TryTake(out var settled));
        Assert.Equal((RecordKind.Settled, row.Id), (settled.Kind, settled.Row!.Id));
        Assert.True(queue.TryTakeBegun(all: true, out var begun));
        Assert.Equal((RecordKind.Begun, open.Id), (begun.Kind, begun.Row!.Id));
        Assert.False(queue.TryTakeBegun(all: true, out _));
    }

    [Fact]
    public void Begun_WhoseSettledRowIsStillOnItsWay_IsWritten()
    {
        var (queue, row) = (new JournalQueue(), Rows.Begun());
        var receipt = new Receipt(null!, row.Id);
        queue.TryAdd(new(RecordKind.Begun, row, null, receipt) { HeldNano = 7 });
        Assert.True(queue.TryTakeBegun(all: true, out var begun));
        queue.TryAdd(new(RecordKind.Settled, Rows.Settled(row), null, receipt));
        Assert.Equal((row.Id, 7L), (begun.Row!.Id, begun.HeldNano));
        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public void Add_AtTheBound_RefusesBegunRowsBeforeSettledOnes()
    {
        var queue = new JournalQueue();
        var row = Rows.Begun();
        int Fill(RecordKind kind)
        {
            var added = 0;
            while (queue.TryAdd(new(kind, row, null)))
            {
                added++;
            }

            return added;
        }

        Assert.Equal(JournalQueue.Bound * 3 / 4, Fill(RecordKind.Begun));
        Assert.Equal(JournalQueue.Bound / 4, Fill(RecordKind.Settled));
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryAdd(new(RecordKind.Settled, row, null)));
    }
}
