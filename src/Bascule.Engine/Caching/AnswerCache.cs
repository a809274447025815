using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Caching.Memory;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Caching;

/// <summary>
/// Answers that may be given again: in memory, the least recently used go first; behind it, where one is configured, in a store that outlives the process. Whether one may
/// still be served to a request is for whoever asks to decide, by <see cref="CachedAnswer.IsBy"/>.
/// </summary>
public sealed class AnswerCache : IAsyncDisposable
{
    /// <summary>What replicas tell each other: that entries are to be forgotten.</summary>
    public const string Topic = "cache";

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly AnswerShelves _memory = new();
    private readonly ForgottenWords _words;
    private readonly DurableAnswers? _durable;
    private readonly IReplicaChannel? _channel;
    private readonly TimeProvider _time;
    private readonly ITimer _clock;
    private int _forgotten;

    /// <param name="durable">What outlives the process; null: nothing does.</param>
    /// <param name="channel">Tells the other replicas; null: there are none.</param>
    public AnswerCache(TimeProvider time, DurableAnswers? durable = null, IReplicaChannel? channel = null)
    {
        (_time, _durable, _channel, _words) = (time, durable, channel, new ForgottenWords(time));
        durable?.Forgets(answer => _words.Covers(answer.Owner, answer.Route, answer.Since));
        _clock = time.CreateTimer(static cache => ((AnswerCache)cache!)._memory.Sweep(((AnswerCache)cache)._time.GetUtcNow(), CancellationToken.None), this, SweepEvery, SweepEvery);
        channel?.Subscribe(Topic, Hear);
    }

    /// <summary>Bytes that entries and their tables may take; what is too much goes at once.</summary>
    public long MaxBytes
    {
        get => _memory.MaxBytes;
        set => _memory.MaxBytes = value;
    }

    /// <summary>Bytes that they take.</summary>
    public long Bytes => _memory.Bytes;

    public long Count => _memory.Count;

    /// <summary>How many went before their time, since others needed the room.</summary>
    public long Evicted => _memory.Evicted;

    /// <summary>Other replicas are told what is to be forgotten. False: each that there is goes on with what its memory has.</summary>
    public bool ReachesReplicas => _channel is not (null or LoneChannel);

    /// <summary>Told of words that another replica has erased.</summary>
    public event Action<Erasure>? ErasedElsewhere;

    /// <summary>What memory has, at once.</summary>
    public bool TryFind(in CacheKey key, [NotNullWhen(true)] out CachedAnswer? answer)
    {
        answer = _memory.Find(key, _time.GetUtcNow()) is { } bytes ? AnswerBytes.Read(bytes) : null;
        return answer is not null;
    }

    /// <summary>The same, and what memory does not have is looked for where answers are kept durably, for a short while at most.</summary>
    public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancel) => TryFind(key, out var answer) || _durable is null ? new(answer) : LookAsync(_durable, key, cancel);

    /// <summary>Keeps a complete answer; its bytes are copied. One that was there is replaced.</summary>
    /// <param name="since">When its question came: where its words were erased after that it is not kept.</param>
    /// <param name="durable">It outlives the process, where anything does.</param>
    public void Keep(in CacheKey key, CachedAnswer answer, DateTimeOffset since, bool durable = true)
    {
        var bytes = AnswerBytes.Write(answer);
        _memory.Put(key, bytes, answer.Until);
        if (WasForgotten(answer.Owner, answer.Route, since))
        {
            _memory.Remove(key);    // looked for behind the keeping, so that no erasure slips in between
        }
        else if (durable)
        {
            _durable?.Later(new StoredAnswer(key, answer.Route, answer.Owner, _time.GetUtcNow(), answer.Until, bytes) { Since = since });
        }
    }

    /// <summary>Whether what was said was erased after a moment.</summary>
    public bool WasForgotten(WordOwner owner, string route, DateTimeOffset since) => _words.Covers(owner, route, since);

    /// <summary>Forgets one entry of memory; what is kept durably is replaced by the next.</summary>
    public void Forget(in CacheKey key) => _memory.Remove(key);

    /// <summary>Forgets a route's entries, or all, here and everywhere, and says how many there were in the store, or without one in memory.</summary>
    public async Task<int> ClearAsync(string? route, CancellationToken cancel)
    {
        var here = ForgetRoute(route);
        var kept = _durable is null ? here : await _durable.ClearAsync(route, cancel);
        Tell(route is null ? "a" : "r" + route);
        return Math.Max(here, kept);
    }

    /// <summary>Erases the entries whose words are covered, here and everywhere, and says how many there were.</summary>
    public async Task<int> EraseAsync(Erasure what, CancellationToken cancel)
    {
        var here = ForgetWords(what);
        var kept = _durable is null ? here : await _durable.EraseAsync(what, cancel);
        Tell(what switch
        {
            { KeyId: { } key } => "k" + key,
            { Session: { } session } => "s" + session,
            _ => $"t{what.Tag!.Value.Key}={what.Tag.Value.Value}",
        });
        return Math.Max(here, kept);
    }

    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        if (_durable is not null)
        {
            await _durable.DisposeAsync();
        }
    }

    private async ValueTask<CachedAnswer?> LookAsync(DurableAnswers durable, CacheKey key, CancellationToken cancel)
    {
        var forgotten = Volatile.Read(ref _forgotten);
        if (await durable.FindAsync(key, cancel) is not { } bytes || AnswerBytes.Read(bytes) is not { } answer || answer.Until <= _time.GetUtcNow() || Volatile.Read(ref _forgotten) != forgotten)
        {
            return null;    // where something was erased meanwhile, it may have been this
        }

        _memory.Put(key, bytes, answer.Until);
        return answer;
    }

    private int ForgetRoute(string? route)
    {
        _words.NoteRoute(route);
        Interlocked.Increment(ref _forgotten);
        return _memory.RemoveWhere(bytes => route is null || AnswerBytes.RouteOf(bytes) == route, CancellationToken.None);
    }

    private int ForgetWords(Erasure what)
    {
        _words.Note(what);
        Interlocked.Increment(ref _forgotten);
        return _memory.RemoveWhere(bytes => what.Covers(AnswerBytes.OwnerOf(bytes)), CancellationToken.None);
    }

    private void Tell(string what) => _channel?.Publish(Topic, Encoding.UTF8.GetBytes(what));

    /// <summary>Another replica forgot something. What cannot be read is nothing to this one.</summary>
    private void Hear(ReadOnlyMemory<byte> message) =>
        ThreadPool.UnsafeQueueUserWorkItem(static told => told.Cache.Heed(told.Text), (Cache: this, Text: Encoding.UTF8.GetString(message.Span)), preferLocal: false);    // looking through a million takes longer than the channel waits

    private void Heed(string text)
    {
        switch (text.Length > 0 ? text[0] : '\0')
        {
            case 'a':
                ForgetRoute(null);
                break;
            case 'r':
                ForgetRoute(text[1..]);
                break;
            case 'k':
                EraseHere(Erasure.OfKey(text[1..]));
                break;
            case 's':
                EraseHere(Erasure.OfSession(text[1..]));
                break;
            case 't' when text.IndexOf('=', StringComparison.Ordinal) is > 1 and var at:
                EraseHere(Erasure.OfTag(text[1..at], text[(at + 1)..]));
                break;
        }
    }

    private void EraseHere(Erasure what)
    {
        ForgetWords(what);
        ErasedElsewhere?.Invoke(what);
    }
}
