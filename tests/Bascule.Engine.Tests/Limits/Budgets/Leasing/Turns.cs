using System.Collections.Concurrent;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>What replicas do at the side gets its turn here, on the thread of whoever drives them: so what a seed found it finds again.</summary>
internal sealed class Turns : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Turn, object? State)> _waiting = [];

    public override void Post(SendOrPostCallback d, object? state) => _waiting.Add((d, state));

    /// <summary>What begins in it goes on by turns.</summary>
    public void Within(Action acts)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            acts();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>All who wait have their turn, and who comes of that.</summary>
    public void TakeAll()
    {
        while (_waiting.TryTake(out var one))
        {
            one.Turn(one.State);
        }
    }

    /// <summary>Gives turns until it is done: books of another process answer when they like.</summary>
    public T Await<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            var (turn, state) = _waiting.Take();
            turn(state);
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>What begins in it waits for no turn: books of another process have threads of their own.</summary>
    public static T Without<T>(Func<T> begin)
    {
        var turns = Current;
        SetSynchronizationContext(null);
        try
        {
            return begin();
        }
        finally
        {
            SetSynchronizationContext(turns);
        }
    }
}
