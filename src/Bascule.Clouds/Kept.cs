using Bascule.Engine.Providers;

namespace Bascule.Clouds;

/// <summary>
/// What a cloud gives for a while, kept until shortly before it ends. One asks at a time; whoever waits shares the answer. A refusal is kept, too, for a moment,
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

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Held? _held;

    /// <exception cref="SignInException">The cloud gave none.</exception>
    public async ValueTask<T> GetAsync(CancellationToken cancel)
    {
        if (_held is { } held && held.Until > time.GetUtcNow())
        {
            return held.Value ?? throw Refused();
        }

        await _turn.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow();
            if (_held is not { } other || other.Until <= now)
            {
                _held = await FetchAsync(now, cancel);
            }

            return _held.Value ?? throw Refused();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Held> FetchAsync(DateTimeOffset now, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            // Not every SDK heeds a token: the wait does.
            var (value, until) = await fetch(both.Token).WaitAsync(both.Token);
            var renewed = until - Margin;
            return new Held(value, renewed > now ? renewed : now + RefusalLife);
        }
        catch (Exception refused) when (!cancel.IsCancellationRequested && refused is not (OutOfMemoryException or StackOverflowException))
        {
            // The SDKs throw exceptions of many kinds, and their words may tell more than a caller should read.
            return new Held(null, now + RefusalLife);
        }
    }

    private SignInException Refused() => new($"The gateway has no credentials for {cloud}: {mend}.");

    /// <summary>A value, or null for a refusal, and how long it counts.</summary>
    private sealed record Held(T? Value, DateTimeOffset Until);
}
