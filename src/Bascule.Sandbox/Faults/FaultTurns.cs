namespace Bascule.Sandbox.Faults;

/// <summary>Whose turn it is to fail: of faults that pass by themselves, after so many requests of one client and model, and then come back.</summary>
internal sealed class FaultTurns
{
    /// <summary>Past this many clients and models all begin anew: a rehearsal knows a handful.</summary>
    private const int MaxKnown = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Asked, string Fault), int> _turns = [];

    /// <summary>Of every <paramref name="times"/> + 1 requests the last one is spared.</summary>
    public bool Fails(string client, string asked, string fault, int times)
    {
        lock (_gate)
        {
            if (_turns.Count >= MaxKnown)
            {
                _turns.Clear();
            }

            var turn = _turns.GetValueOrDefault((client, asked, fault));
            _turns[(client, asked, fault)] = turn < times ? turn + 1 : 0;
            return turn < times;
        }
    }
}
