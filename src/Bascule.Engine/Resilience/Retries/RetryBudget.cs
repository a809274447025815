namespace Bascule.Engine.Resilience.Retries;

/// <summary>
/// Keeps retries a share of a deployment's traffic, so that they never multiply an outage: each first try adds a fifth of a retry, each retry takes a whole one.
/// </summary>
public sealed class RetryBudget
{
    /// <summary>What a quiet deployment may spend at once.</summary>
    private const int MostThousandths = 10_000;

    private const int EarnedThousandths = 200;

    private const int SpentThousandths = 1_000;

    private int _thousandths = MostThousandths;

    /// <summary>Whole retries left.</summary>
    public int Left => Volatile.Read(ref _thousandths) / SpentThousandths;

    /// <summary>A first try was made.</summary>
    public void Earn() => Add(EarnedThousandths);

    /// <summary>Takes one retry. False: the budget is spent.</summary>
    public bool TrySpend() => Add(-SpentThousandths);

    private bool Add(int thousandths)
    {
        while (true)
        {
            var before = Volatile.Read(ref _thousandths);
            var after = Math.Min(MostThousandths, before + thousandths);
            if (after < 0)
            {
                return false;
            }

            if (after == before || Interlocked.CompareExchange(ref _thousandths, after, before) == before)
            {
                return true;
            }
        }
    }
}
