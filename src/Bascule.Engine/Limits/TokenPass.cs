namespace Bascule.Engine.Limits;

/// <summary>Tokens that a request took of a minute before it was known how many it uses.</summary>
internal readonly record struct TokenPass(SlidingMinute? Minute, long Second, int Taken)
{
    /// <summary>Puts what was really used in the place of what was taken.</summary>
    public void Settle(long really) => Minute?.Settle(Second, Taken, (int)Math.Clamp(really, 0, int.MaxValue));
}
