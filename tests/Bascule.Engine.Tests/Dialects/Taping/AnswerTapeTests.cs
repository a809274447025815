using System.Text;
using Bascule.Engine.Dialects.Taping;

namespace Bascule.Engine.Tests.Dialects.Taping;

/// <summary>The growing record of an answer, from which others read.</summary>
public sealed class AnswerTapeTests
{
    [Fact]
    public void Read_WhileItGrows_GivesWhatIsBehind()
    {
        var tape = new AnswerTape(new TapeRoom());
        tape.Take("for"u8);
        var first = tape.Read(0, out var state);
        tape.Take("ty-two, and much more than the first array takes"u8);

        Assert.Equal(("for", TapeState.Growing), (Text(first), state));
        Assert.StartsWith("ty-two", Text(tape.Read(3, out _)), StringComparison.Ordinal);
        Assert.Equal("for", Text(first));
    }

    [Fact]
    public void End_IsReadOnlyOnceTheRowsAreWritten()
    {
        var tape = new AnswerTape(new TapeRoom());
        tape.Take("forty"u8);
        tape.Foresee("[DONE]"u8);

        Assert.True(tape.IsProved);
        Assert.True(tape.Read(5, out var before).IsEmpty);
        Assert.Equal(TapeState.Growing, before);
        tape.End();
        Assert.True(tape.Read(5, out var after).IsEmpty);
        Assert.Equal((TapeState.Ended, "[DONE]", "forty[DONE]"), (after, Text(tape.Last), Text(tape.Bytes)));
    }

    [Fact]
    public void Foreseen_WrittenLater_IsNotTakenTwice()
    {
        var tape = new AnswerTape(new TapeRoom());
        tape.Foresee("{}"u8);

        Assert.True(tape.Take("{}"u8));
        Assert.False(tape.Take(": tail"u8));
        Assert.Equal("{}", Text(tape.Bytes));
    }

    [Fact]
    public async Task Change_MoreOrTheEnd_WakesWhoWaits()
    {
        var tape = new AnswerTape(new TapeRoom());
        var more = tape.ChangeAsync(0);
        Assert.False(more.IsCompleted);
        tape.Take("a"u8);
        await more;
        var end = tape.ChangeAsync(1);
        Assert.False(end.IsCompleted);
        tape.Break();
        await end;
        tape.Read(1, out var state);

        Assert.Equal(TapeState.Broken, state);
        Assert.False(tape.IsWhole);
    }

    [Fact]
    public void Room_Spent_HoldsNoMoreAndSaysSo()
    {
        var room = new TapeRoom(10);
        var tape = new AnswerTape(room);
        Assert.True(tape.Take("12345678"u8));
        Assert.False(tape.Take("9abc"u8));
        tape.Foresee("d"u8);
        tape.Read(8, out var state);

        Assert.Equal((TapeState.Full, false, 8L), (state, tape.IsProved, room.Taken));
        tape.Release();
        Assert.Equal(0, room.Taken);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
