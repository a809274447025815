using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>One look at an engine's own health endpoint, over the provider's own connections.</summary>
public static class HealthLook
{
    /// <summary>An engine that needs longer to say that it is well is not.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong, in our own words; null: nothing is.</summary>
    /// <exception cref="OperationCanceledException">The gateway stops.</exception>
    public static async Task<string?> AskAsync(Provider provider, TimeProvider time, CancellationToken cancel)
    {
        if (provider.NewHealth() is not { } request)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using (request)
            using (var response = await provider.Client(null).SendAsync(request, both.Token))
            {
                // Only the server's own trouble counts. A 404 or 401 is an engine, or a proxy before it, that has no such address or wants another key for it.
                return (int)response.StatusCode >= 500 ? $"status {(int)response.StatusCode}" : null;
            }
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return trouble is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : "no connection";
        }
    }
}
