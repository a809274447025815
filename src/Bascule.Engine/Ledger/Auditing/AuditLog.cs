using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>
/// What operators did and whom policy refused: append-only, hash-chained, one chain a process, signed now and then. One thread writes; nobody else waits for the disk but an act of administration, which is
/// refused where it can't be written. Refusals by policy hold either way: they wait in memory, and what finds no room there is counted.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Who acts where no operator does.</summary>
    public const string Gateway = "gateway";

    /// <summary>Different refusals of policy that a minute tells apart.</summary>
    internal const int MaxRefusals = 1_024;

    /// <summary>Different failed sign-ins that a minute tells apart: anybody can make them, so few.</summary>
    internal const int MaxStrangers = 32;

    /// <summary>How often the thread looks whether a minute of refusals is over, a checkpoint due, or the disk well again.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly AuditQueue _queue = new();
    private readonly HeldRefusals _refusals = new(AuditActs.PolicyRefused, MaxRefusals);
    private readonly HeldRefusals _strangers = new(AuditActs.SignInFailed, MaxStrangers);    // apart: whoever has no key may not push out what is noted of those who have one
    private readonly AuditChain _chain;
    private readonly FileStream _lock;
    private readonly List<AuditWish> _kept = [];    // what nobody waits for and the disk did not take; bounded by the queue's bound
    private readonly ITimer _clock;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lost;
    private DateTimeOffset _stoppedAt;
    private int _disposed;
    private volatile bool _stopped;

    private AuditLog(AuditOptions options, AuditChain chain, FileStream held, TimeProvider time)
    {
        (_options, _chain, _lock, _time) = (options, chain, held, time);
        _clock = time.CreateTimer(static queue => ((AuditQueue)queue!).Ring(), _queue, LookEvery, LookEvery);
    }

    public string Folder => _options.Folder;

    /// <summary>False while entries can't be written: acts of administration are refused.</summary>
    public bool Takes => !_stopped && _disposed == 0;

    /// <summary>Entries that found neither the disk nor room in memory.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>The last entry written; null: none yet.</summary>
    public AuditHead? Head => _chain.Head;

    /// <summary>The last entry that a checkpoint signs; null: none yet.</summary>
    public AuditHead? Signed => _chain.Signed;

    /// <summary>SHA-256 of the public key that checkpoints are proved with.</summary>
    public string KeyFingerprint => _chain.Signer.Fingerprint;

    /// <summary>Refusals whose minute is not yet over.</summary>
    public int RefusalsHeld => _refusals.Count + _strangers.Count;

    /// <summary>Opens the folder (made if missing) and starts a chain of its own. Throws IOException or UnauthorizedAccessException where the folder can't be used or another process writes there.</summary>
    /// <param name="checkpointed">Is told of each checkpoint, on the log's thread; must not wait.</param>
    public static AuditLog Open(AuditOptions options, AuditSigner signer, TimeProvider time, ILogger<AuditLog> logger, Action<AuditCheckpoint>? checkpointed = null)
    {
        Directory.CreateDirectory(options.Folder);
        // The kernel lets go of it when the process dies, however it dies.
        var held = new FileStream(Path.Combine(options.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var log = new AuditLog(options, new AuditChain(options, signer, time, logger, checkpointed), held, time);
            new Thread(log.Run) { IsBackground = true, Name = "bascule audit" }.Start();
            return log;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes what an operator, or the gateway by itself, is about to do. False: it can't be written, so it must not be done.</summary>
    /// <param name="who">An operator's name; the gateway's own acts have <see cref="Gateway"/>.</param>
    /// <param name="act">As <c>key.rotate</c>.</param>
    /// <param name="target">What it is done to.</param>
    /// <param name="detail">Names and words of the gateway's own; never a caller's text, never a secret. One without a value is left out.</param>
    public Task<bool> ActAsync(string who, string act, string target, params ReadOnlySpan<(string Name, string? Value)> detail)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return !_stopped && _queue.TryAdd(new AuditWish(_time.GetUtcNow(), who, act, target, Given(detail), 1, written)) ? written.Task : Task.FromResult(false);
    }

    /// <summary>Notes what was done, without waiting. False: the log does not take it now.</summary>
    public bool Act(string who, string act, string target, params ReadOnlySpan<(string Name, string? Value)> detail)
    {
        if (!_stopped && _queue.TryAdd(new AuditWish(_time.GetUtcNow(), who, act, target, Given(detail), 1, null)))
        {
            return true;
        }

        Interlocked.Increment(ref _lost);
        return false;
    }

    /// <summary>Notes a refusal, without waiting. Equal ones within a minute become one entry.</summary>
    /// <param name="who">The key's id, or where it came from.</param>
    /// <param name="code">The failure's code, or what makes it another one.</param>
    public void Refused(string who, string act, string target, string code) => (act == AuditActs.SignInFailed ? _strangers : _refusals).Add(new RefusalName(who, act, target, code), _time.GetUtcNow());

    /// <summary>Completes when all that was noted before is handled. Refusals wait for their minute all the same.</summary>
    public Task FlushAsync()
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.TryAdd(new AuditWish(default, "", "", "", [], 0, done)) ? done.Task : Task.CompletedTask;
    }

    /// <summary>Notes what is held, that the process ends in order, signs, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _clock.DisposeAsync();
            _queue.Close();
        }

        await _ended.Task;
    }

    private static KeyValuePair<string, string>[] Given(ReadOnlySpan<(string Name, string? Value)> detail)
    {
        var given = new List<KeyValuePair<string, string>>(detail.Length);
        foreach (var (name, value) in detail)
        {
            if (value is not null)
            {
                given.Add(new(name, value));
            }
        }

        return [.. given];
    }

    private void Run()
    {
        Handle([], last: false);
        bool open;
        do
        {
            open = _queue.Wait(out var wishes);
            Handle(wishes, last: false);
        }
        while (open);

        Handle([], last: true);
        _chain.Dispose();
        _lock.Dispose();
        _ended.TrySetResult();
    }

    private void Handle(List<AuditWish> wishes, bool last)
    {
        var now = _time.GetUtcNow();
        foreach (var (refusal, first, until, count) in _refusals.Take(now, last).Concat(_strangers.Take(now, last)))
        {
            wishes.Add(new AuditWish(first, refusal.Who, refusal.Act, refusal.Target, Told(refusal, count > 1 ? until : null), count, null));
        }

        if (last)
        {
            wishes.Add(new AuditWish(now, Gateway, AuditActs.Stop, _options.Host, [], 1, null));
        }

        _chain.RemoveOld(now);    // before what is to be written: a full log has room only then
        var was = _stopped;
        var due = was ? [Resumed(now), .. _kept, .. wishes] : _kept.Count > 0 ? [.. _kept, .. wishes] : wishes;
        var written = _chain.TryWrite(due.FindAll(static wish => wish.Act.Length > 0), sign: last);
        if (written)
        {
            _kept.Clear();
        }
        else
        {
            Keep(wishes);
        }

        _stoppedAt = written ? default : was ? _stoppedAt : now;
        _stopped = !written;
        foreach (var wish in wishes)
        {
            wish.Written?.TrySetResult(written || wish.Act.Length == 0);
        }
    }

    private AuditWish Resumed(DateTimeOffset now) => new(
        now, Gateway, AuditActs.Resumed, _options.Host, [new("since", _stoppedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), new("lost", Lost.ToString(CultureInfo.InvariantCulture))], 1, null);

    private static KeyValuePair<string, string>[] Told(RefusalName refusal, DateTimeOffset? until) => until is { } moment
        ? [new("code", refusal.Code), new("until", moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))]
        : [new("code", refusal.Code)];

    private void Keep(List<AuditWish> wishes)
    {
        foreach (var wish in wishes)
        {
            if (wish.Written is not null)
            {
                continue;    // whoever waits for it is told no, and does not act
            }

            if (_kept.Count < AuditQueue.Bound)
            {
                _kept.Add(wish);
            }
            else
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }
}
