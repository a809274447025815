using System.Text;
using Bascule.Engine.Resilience.Prompts;
using CsCheck;

namespace Bascule.Engine.Tests.Resilience.Prompts;

public sealed class PromptSketchTests
{
    [Fact]
    public void FirstDifference_ALongerPrompt_IsNone()
    {
        var before = Encoding.UTF8.GetBytes(Words(50_000));
        Assert.Null(PromptSketch.Of(before).FirstDifference([.. before, .. "and more of it"u8]));
        Assert.Null(PromptSketch.Of(before).FirstDifference(before));
        Assert.Null(PromptSketch.Of(before).FirstDifference(before.AsSpan(0, 20_000)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 8)]
    [InlineData(4_001, 4_000)]
    [InlineData(16_390, 16_384)]
    [InlineData(40_063, 40_000)]
    public void FirstDifference_OneByteChanged_IsFoundInItsStep(int changed, int expected)
    {
        var before = Encoding.UTF8.GetBytes(Words(50_000));
        var after = before.ToArray();
        after[changed] ^= 1;
        Assert.Equal(expected, PromptSketch.Of(before).FirstDifference(after));
    }

    [Fact]
    public void FirstDifference_AnyTwo_IsNeverBehindTheByteButByAStep() => Gen.Select(Gen.Byte.Array[64, 2000], Gen.Int[0, 63]).Sample((bytes, at) =>
    {
        var after = bytes.ToArray();
        after[at] ^= 0x55;
        var found = PromptSketch.Of(bytes).FirstDifference(after);

        // One byte is kept of each step's hash: one in 256 passes, and the next steps tell.
        Assert.True(found is null || found >= at / 8 * 8);
    });

    [Fact]
    public void Of_AVeryLongPrompt_TakesLittle() => Assert.InRange(PromptSketch.Of(new byte[8 * 1024 * 1024]).Bytes, 1, 6_300);

    [Fact]
    public void Room_WhereItIsFull_ThePromptIsNotWatched()
    {
        var (room, dialogue) = (new SketchRoom(), new Dialogue());
        Assert.True(room.TryTake((int)SketchRoom.MaxBytes));
        dialogue.Put(new HeldPrefix("a") { Sketch = PromptSketch.Of(new byte[100]) }, room);
        Assert.Null(Assert.Single(dialogue.Held).Sketch);
        room.Give((int)SketchRoom.MaxBytes);
        dialogue.Put(new HeldPrefix("a") { Sketch = PromptSketch.Of(new byte[100]) }, room);
        Assert.NotNull(Assert.Single(dialogue.Held).Sketch);
        Assert.True(room.Taken > 0);
        dialogue.Fade(room);
        Assert.Equal(0, room.Taken);
    }

    private static string Words(int length) => string.Concat(Enumerable.Range(0, (length / 5) + 1).Select(i => $"{i % 10_000:0000} "))[..length];
}
