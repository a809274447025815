using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>One entry of the log as it stands in a chain.</summary>
/// <param name="Number">Its place in the chain; the genesis is 0.</param>
/// <param name="Who">An operator, a key's id, or the gateway itself.</param>
/// <param name="Act">What was done, as <c>deployment.drain</c>.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="Detail">Names and words of the gateway's own; never a caller's text, never a secret.</param>
/// <param name="Count">How many equal ones it stands for.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, string Who, string Act, string Target, ValueList<KeyValuePair<string, string>> Detail, int Count, string Previous, string Hash)
{
    /// <summary>The first entry's <see cref="Previous"/>.</summary>
    public static readonly string NoHash = new('0', 64);

    public string? DetailOf(string name)
    {
        foreach (var (known, value) in Detail)
        {
            if (known == name)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>The acts that the log itself knows.</summary>
public static class AuditActs
{
    /// <summary>The genesis: a process starts its chain.</summary>
    public const string Start = "chain.start";

    public const string Checkpoint = "chain.checkpoint";

    /// <summary>The process ends in order.</summary>
    public const string Stop = "gateway.stop";

    /// <summary>A sealed segment was too old.</summary>
    public const string Removed = "audit.removed";

    /// <summary>The log is written again after a time in which it was not.</summary>
    public const string Resumed = "audit.resumed";

    public const string Reload = "config.reload";

    public const string ReloadRefused = "config.refused";

    /// <summary>Somebody put a version of the config into the database that is followed.</summary>
    public const string Push = "config.push";

    /// <summary>Somebody made an earlier version of it count again.</summary>
    public const string Rollback = "config.rollback";

    public const string SignInFailed = "admin.sign_in_failed";

    public const string PolicyRefused = "policy.refused";
}

/// <summary>Where a chain stands.</summary>
public sealed record AuditHead(string Chain, long Number, string Hash, DateTimeOffset At);
