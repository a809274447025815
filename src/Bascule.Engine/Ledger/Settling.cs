namespace Bascule.Engine.Ledger;

/// <summary>One answer's wait for the journal: whether its row was written.</summary>
/// <param name="since">When it began, in clock ticks.</param>
internal sealed class Settling(long since) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Since => since;

    /// <summary>The one that began to wait before it, in <see cref="SettlingWatch"/>.</summary>
    public Settling? Before { get; set; }
}
