namespace Bascule.Engine.Resilience.Breakers;

/// <summary>
/// How long a deployment's streams usually take to their first token: a running median that moves by a small step to the side of each new figure, so that one slow
/// answer moves it no more than another. Not safe by itself: its owner holds a lock.
/// </summary>
internal sealed class UsualFirstToken
{
    /// <summary>Before as many are known, nothing is called slow.</summary>
    public const int LeastKnown = 20;

    /// <summary>Nothing faster is ever called slow: prompts differ in length, and thinking takes its time.</summary>
    private const int LeastSlowMs = 5_000;

    private const int SlowTimes = 5;
    private const double Step = 1.02;

    /// <summary>While its probes stay slow the usual follows faster: after some minutes, slow is what it is.</summary>
    private const double ProbeStep = 1.25;

    private double _ms;
    private int _known;

    /// <summary>From here on a first token is slow.</summary>
    public int SlowFromMs => Math.Max(LeastSlowMs, (int)Math.Min(_ms * SlowTimes, int.MaxValue));

    /// <summary>Takes a figure, and says whether it was slow by what was known before it.</summary>
    public bool Take(int ms, bool probe = false)
    {
        var slow = _known >= LeastKnown && ms > SlowFromMs;
        if (_known < LeastKnown)
        {
            _ms = ((_ms * _known) + ms) / ++_known;
        }
        else
        {
            var step = probe ? ProbeStep : Step;
            _ms = ms > _ms ? Math.Max(1, _ms) * step : _ms / step;
        }

        return slow;
    }
}
