using System.Globalization;
using System.Text;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>
/// What replicas tell each other of a deployment: that its breaker tripped, or for how long the vendor wants no requests. A hint may be lost, and may be wrong: a replica's own network can be what
/// fails. So a trip makes the others wary and no more, while a rate limit counts, since the account is the same.
/// </summary>
public sealed class BreakerHints(IReplicaChannel channel)
{
    private const string Topic = "breakers";

    /// <summary>Names are short; one that is not is told to nobody.</summary>
    private const int MaxBytes = 600;

    // None stands in a name: configs are checked.
    private const char Between = '\n';

    /// <summary>Tells the others.</summary>
    /// <param name="limited">How long the vendor wants to be left alone; nothing: the breaker tripped.</param>
    public void Tell(string deployment, string provider, string upstream, TimeSpan limited)
    {
        var message = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(long)limited.TotalMilliseconds}{Between}{deployment}{Between}{provider}{Between}{upstream}"));
        if (message.Length <= MaxBytes)
        {
            channel.Publish(Topic, message);
        }
    }

    /// <summary>Hands what others tell to the breaker it is of. Whom this replica does not know it does not learn of here.</summary>
    public void Listen(Func<string, string, string, Breaker?> find) => channel.Subscribe(Topic, message =>
    {
        var parts = Encoding.UTF8.GetString(message.Span).Split(Between);
        if (parts is not [var millis, var deployment, var provider, var upstream] || !long.TryParse(millis, NumberStyles.None, CultureInfo.InvariantCulture, out var limited))
        {
            return;    // another version's
        }

        find(deployment, provider, upstream)?.Heed(TimeSpan.FromMilliseconds(Math.Min(limited, (long)Breaker.LongestCooldown.TotalMilliseconds)));
    });
}
