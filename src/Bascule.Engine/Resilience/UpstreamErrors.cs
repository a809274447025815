using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>An upstream's refusal of what is asked of it outside an attempt: bounded, classified, and without our credential.</summary>
public static class UpstreamErrors
{
    /// <summary>The failure that a non-2xx answer stands for, as a caller may see it.</summary>
    public static async Task<Failure> ReadAsync(HttpResponseMessage response, IDialect dialect, Provider provider, TimeProvider time, CancellationToken cancel) =>
        (await Upstream.ReadErrorAsync(response, dialect, time, cancel)).Discreet(provider);
}
