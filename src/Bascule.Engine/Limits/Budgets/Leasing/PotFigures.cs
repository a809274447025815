namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>How the books have one pot, in nano-dollars.</summary>
/// <param name="Spent">What was told as spent.</param>
/// <param name="OfDead">What replicas that died had reserved.</param>
/// <param name="Leased">What all replicas hold together; attempts under way have a part of it.</param>
/// <param name="InUse">That part, as far as it was told.</param>
/// <param name="Mine">What the replica that asks holds.</param>
public readonly record struct PotFigures(long Spent, long OfDead, long Leased, long InUse, long Mine)
{
    /// <summary>What nobody holds.</summary>
    public long FreeOf(long budget) => budget - Spent - OfDead - Leased;
}
