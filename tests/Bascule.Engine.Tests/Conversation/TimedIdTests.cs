using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Conversation;

public sealed class TimedIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void New_HasVersionVariantAndTime()
    {
        var (ours, theirs) = (TimedId.New(Noon), Guid.CreateVersion7(Noon));
        Assert.Equal((7, theirs.Version, theirs.Variant & 0b1100), (ours.Version, 7, ours.Variant & 0b1100));
        Assert.Equal(theirs.ToString()[..13], ours.ToString()[..13]);    // 48 bits of time
    }

    [Fact]
    public void New_ByManyAtOnce_IsNeverTheSame()
    {
        var ids = new System.Collections.Concurrent.ConcurrentDictionary<Guid, bool>();
        Parallel.For(0, 20_000, _ => Assert.True(ids.TryAdd(TimedId.New(Noon), true)));
        Assert.Equal(20_000, ids.Count);
    }

    [Fact]
    public void New_Later_SortsBehind() => Assert.True(string.CompareOrdinal(TimedId.New(Noon).ToString(), TimedId.New(Noon.AddMilliseconds(1)).ToString()) < 0);
}
