using Bascule.Engine.Policy;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Routing.Shadowing;

/// <summary>Sends a share of a route's chats to a further deployment, to see how it fares with them. No caller waits for it, pays its limits with it or sees its answer.</summary>
public sealed partial class Shadows : IAsyncDisposable
{
    /// <summary>Under way at once: each holds a request's bytes and a connection. Past it they are left out, and counted.</summary>
    public const int Most = 32;

    /// <summary>How long those that were broken off have for their rows.</summary>
    private static readonly TimeSpan LastRows = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(Most);
    private readonly CancellationTokenSource _ending;
    private readonly Bookkeeper _bookkeeper;
    private readonly GatewayMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<Shadows> _logger;
    private int _disposed;

    public Shadows(Bookkeeper bookkeeper, GatewayMeters meters, DrainEnd drain, TimeProvider time, ILogger<Shadows> logger)
    {
        (_bookkeeper, _meters, _time, _logger) = (bookkeeper, meters, time, logger);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(drain.Reached);
    }

    /// <summary>Sends a call to its route's shadow too, where it is one of the share. Never waits and never fails.</summary>
    /// <param name="route">Whose call it is.</param>
    /// <param name="call">As the caller's own deployment is about to be asked.</param>
    /// <param name="asked">The caller's row as it was begun.</param>
    /// <param name="eligibility">Who may see it.</param>
    public void Follow(Route route, Call call, LedgerRow asked, Eligibility eligibility)
    {
        if (route.Shadow is not { } shadow || !Fits(call) || !shadow.Takes(asked.Id) || shadow.To.IsCooling || Planner.LeftOut(shadow.To) is not null || !eligibility.Allows(shadow.To))
        {
            return;
        }

        if (!_places.Wait(0, CancellationToken.None))
        {
            _meters.ShadowsSkipped.Add(1);
            return;
        }

        _ = RunAsync(new ShadowCall(call, shadow.To), asked);
    }

    /// <summary>Breaks off what is under way and waits for its rows. The journal must still be open.</summary>
    public async ValueTask DisposeAsync()
    {
        // The host disposes of it in the ledger's order, the container once more at its own end.
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _ending.CancelAsync();
        using var enough = new CancellationTokenSource(LastRows, _time);
        try
        {
            for (var place = 0; place < Most; place++)    // none is given back: nothing begins any more
            {
                await _places.WaitAsync(enough.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Log.Left(_logger);
        }

        _ending.Dispose();
    }

    /// <summary>A chat that a deployment can answer which has not seen the turns before.</summary>
    private static bool Fits(Call call) => call is { Errand: null, Form: null, Profile.HasTurnsElse: false };

    private async Task RunAsync(ShadowCall shadow, LedgerRow asked)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // the caller's thread goes on at once
        try
        {
            var begun = asked with { Id = Guid.CreateVersion7(_time.GetUtcNow()), At = _time.GetUtcNow(), Kind = LedgerRow.Shadow };
            var row = new ShadowRow(begun, asked.Id, shadow, _bookkeeper.Begin(begun), _time.GetTimestamp());
            var report = new CallReport();
            await AskAsync(row, report);
            if (!report.Sealed)
            {
                await SealAsync(row, report);
            }

            AttemptMeters.Record(_meters, report);
        }
        finally
        {
            shadow.Dispose();
            _places.Release();
        }
    }

    private async Task AskAsync(ShadowRow row, CallReport report)
    {
        try
        {
            await row.Call.RunAsync(row.Begun.Id.ToString("D"), report, made => SealAsync(row, made), _ending.Token);
        }
        catch (Exception bug)
        {
            // Nobody else would see it. The message is not logged, it may hold a caller's words.
            Log.Bug(_logger, row.Begun.Id, bug.GetType().Name, bug.StackTrace ?? "");
            report.Failure = new Failure(Blame.Gateway, FailureKind.Internal, "internal_error", "The gateway failed on this request.");
        }
    }

    private async ValueTask SealAsync(ShadowRow row, CallReport report)
    {
        var total = _time.GetElapsedTime(row.Since);
        var settled = Account.Settle(
            row.Begun, row.Begun.Stream, report, report.Failure is { } failure ? row.Call.StatusOf(failure) : 200, total, total - _time.GetElapsedTime(0, report.WaitTicks),
            Decision.OfShadow(row.Of, row.Call.To, report.Last), LedgerProvenance.Of(null, null, report.Last?.Fingerprint, report.Last?.AnswerId));
        if (!await row.Receipt.SettleAsync(settled))
        {
            _meters.AtRisk.Add(1);
        }
    }

    /// <summary>What is known of a shadow before it ends.</summary>
    private sealed record ShadowRow(LedgerRow Begun, Guid Of, ShadowCall Call, Receipt Receipt, long Since);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Shadow {Id}: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, Guid id, string type, string stack);

        [LoggerMessage(2, LogLevel.Warning, "Shadow calls did not end in time: their rows will say 'interrupted'")]
        public static partial void Left(ILogger logger);
    }
}
