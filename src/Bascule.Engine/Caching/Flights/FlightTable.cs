using Bascule.Engine.Dialects.Taping;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Caching.Flights;

/// <summary>The questions under way that may be asked again while they are, each once.</summary>
public sealed class FlightTable
{
    /// <summary>Questions that may be joined; those past it are asked by each who has them.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, Flight> _flights = [];

    /// <summary>The memory that all their tapes share.</summary>
    public TapeRoom Room { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _flights.Count;
            }
        }
    }

    /// <summary>All who wait for them, and who leads them.</summary>
    public int Aboard
    {
        get
        {
            lock (_lock)
            {
                return _flights.Values.Sum(flight => flight.Aboard);
            }
        }
    }

    /// <summary>Those of them who only read along.</summary>
    public int Joiners
    {
        get
        {
            lock (_lock)
            {
                return _flights.Values.Sum(flight => flight.Tape.Followers);
            }
        }
    }

    /// <summary>The flight of a question: one that is under way, or a new one that the asker leads.</summary>
    /// <param name="joins">He may join one that others began.</param>
    /// <param name="form">How he gets the answer, if he leads.</param>
    /// <param name="timeout">His own time limit: he joins none that ends before it.</param>
    /// <param name="leads">He has to ask, and to say how it ended.</param>
    public Flight JoinOrLead(in CacheKey key, bool joins, AnswerForm form, CallReport report, TimeSpan? timeout, out bool leads)
    {
        lock (_lock)
        {
            leads = false;
            if (_flights.TryGetValue(key, out var found) && joins && (found.Timeout is null || timeout <= found.Timeout) && found.TryJoin())
            {
                return found;
            }

            leads = true;
            var led = new Flight(report, Room, timeout) { Form = form };
            if (found is not null || _flights.Count < Most)
            {
                _flights[key] = led;    // the one before goes on with those who are aboard
            }

            return led;
        }
    }

    /// <summary>Whether somebody who asks this now would join.</summary>
    public bool IsUnderWay(in CacheKey key)
    {
        lock (_lock)
        {
            return _flights.ContainsKey(key);
        }
    }

    /// <summary>A flight is over: nobody finds it any more, and all aboard learn how it ended.</summary>
    public void Land(in CacheKey key, Flight flight, Landing landing)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var listed) && listed == flight)
            {
                _flights.Remove(key);
            }
        }

        flight.Land(landing);
    }
}
