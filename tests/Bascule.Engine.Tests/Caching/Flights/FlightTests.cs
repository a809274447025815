using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Dialects.Taping;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Tests.Caching.Flights;

/// <summary>Who is aboard of a question under way, and what its end gives back.</summary>
public sealed class FlightTests
{
    [Fact]
    public void Dispose_AfterAllHaveLeftBeforeItsEnd_GivesTheTapesRoomBack()
    {
        var room = new TapeRoom();
        var flight = new Flight(new CallReport(), room, null);
        flight.Tape.Take("half of an answer"u8);
        flight.LeaderLeaves();
        Assert.True(flight.Abandoned.IsCancellationRequested);

        flight.Land(new Landing(null));
        flight.Dispose();

        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public void Part_TellsThoseWhoWait_AndTheLeaderMayStillLeave()
    {
        var flight = new Flight(new CallReport(), new TapeRoom(), null);
        Assert.True(flight.TryJoin());
        flight.Part();
        Assert.True(flight.Landed.IsCompletedSuccessfully);
        Assert.False(flight.TryJoin());
        flight.Leave();
        Assert.False(flight.Abandoned.IsCancellationRequested);

        flight.LeaderLeaves();

        Assert.True(flight.Abandoned.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_WhileSomebodyReads_LeavesHimTheTape()
    {
        var room = new TapeRoom();
        var flight = new Flight(new CallReport(), room, null);
        Assert.True(flight.TryJoin());
        flight.Tape.Take("all of it"u8);
        flight.Land(new Landing(null));
        flight.LeaderLeaves();
        flight.Dispose();
        Assert.Equal(9, flight.Tape.Bytes.Length);

        flight.Leave();

        Assert.Equal(0, room.Taken);
    }
}
