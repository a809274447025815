using Bascule.Engine.Providers;

namespace Bascule.Clouds;

/// <summary>
/// What a cloud gives for a while, kept until shortly before it ends. One asks at a time, and whoever waits shares the answer. A refusal is kept, too, for a moment,
/// so that a missing metadata server delays one request and not every one.
/// </summary>
internal sealed class Kept<T>(Func<CancellationToken, Task<(T Value, DateTimeOffset Until)>> fetch, string cloud, string mend, TimeProvider time)
    where T : class
{
    /// <summary>The most that asking may take: a metadata server answers at once or is not there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a refusal counts.</summary>
    public static readonly TimeSpan RefusalLife = TimeSpan.FromSeconds(5);

    /// <summary>A token is renewed this long before it ends: a request that takes it now may reach the cloud a little later.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();    // held to look whether somebody asks already
    private volatile Held? _held;
    private Task<Held>? _asking;

    /// <exception cref="SignInException">The cloud gave none.</exception>
    public async ValueTask<T> GetAsync(CancellationToken cancel)
    {
        if (_held is { } held && held.Until > time.GetUtcNow())
        {
            return held.Value ?? throw Refused();
        }

        Task<Held> asking;
        lock (_gate)
        {
            asking = _asking is { IsCompleted: false } already ? already : _asking = FetchAsync();
        }

        return (await asking.WaitAsync(cancel)).Value ?? throw Refused();
    }

    /// <summary>Asks, for everybody who waits: a caller who leaves does not end it.</summary>
    private async Task<Held> FetchAsync()
    {
        await Task.Yield();    // what an SDK does before its first wait is not done under the lock
        if (_held is { } other && other.Until > time.GetUtcNow())
        {
            return other;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        Held found;
        try
        {
            // Not every SDK heeds a token: the wait does.
            var (value, until) = await fetch(patience.Token).WaitAsync(patience.Token);
            var (now, renewed) = (time.GetUtcNow(), until - Margin);
            found = new Held(value, renewed > now ? renewed : now + RefusalLife);
        }
        catch (Exception refused) when (refused is not (OutOfMemoryException or StackOverflowException))
        {
            // The SDKs throw exceptions of many kinds, and their words may tell more than a caller should read.
            found = new Held(null, time.GetUtcNow() + RefusalLife);
        }

        return _held = found;
    }

    private SignInException Refused() => new($"The gateway has no credentials for {cloud}: {mend}.");

    /// <summary>A value, or null for a refusal, and how long it counts.</summary>
    private sealed record Held(T? Value, DateTimeOffset Until);
}
