using Bascule.Engine.Ledger;
using Microsoft.Extensions.Hosting;

namespace Bascule.Server.Admin;

/// <summary>Whether this process wants requests: once it listens and the rows of an earlier process are safe, until it drains. A store that is away changes nothing.</summary>
internal sealed class Readiness(Drain drain, IHostApplicationLifetime lifetime)
{
    /// <summary>Why not, or null.</summary>
    public string? NotReady =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
        : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
        : !drain.Recovered.IsCompleted && !drain.StoreAway ? "recovering the ledger of an earlier process"
        : null;
}
