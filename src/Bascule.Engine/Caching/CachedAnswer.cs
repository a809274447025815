using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Caching;

/// <summary>A complete answer as the first who asked got it. The same dialect and form get its bytes as they are; others get it read and written anew.</summary>
public sealed record CachedAnswer
{
    /// <summary>The caller's dialect of <see cref="Bytes"/>, by name.</summary>
    public required string Dialect { get; init; }

    /// <summary>The bytes are a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The stream says at its end what was used.</summary>
    public bool TellsUsage { get; init; }

    /// <summary>It repeats what its caller said of himself.</summary>
    public bool Repeats { get; init; }

    public required string ContentType { get; init; }

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The route that was asked.</summary>
    public required string Route { get; init; }

    /// <summary>Who made it, by name.</summary>
    public required string Deployment { get; init; }

    /// <summary>Who made it, beyond the name: see <see cref="MakerOf"/>.</summary>
    public required ulong Maker { get; init; }

    public string? Provider { get; init; }

    /// <summary>The model as the upstream said.</summary>
    public string? Model { get; init; }

    /// <summary>The wire format in which it was asked for.</summary>
    public string? DialectOut { get; init; }

    public LedgerUsage? Usage { get; init; }

    /// <summary>What it cost, in nano-dollars; null: unknown.</summary>
    public long? CostNano { get; init; }

    /// <summary>The caller's own names of what had no place, comma-separated; null: all had.</summary>
    public string? Dropped { get; init; }

    /// <summary>How long it took to make.</summary>
    public int TotalMs { get; init; }

    /// <summary>The request that it was made for.</summary>
    public required Guid From { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>Whose words they are.</summary>
    public WordOwner Owner { get; init; } = WordOwner.Nobody;

    /// <summary>The form that its bytes are in.</summary>
    public AnswerForm Form => AnswerForm.Of(this);

    /// <summary>Whether this deployment, as it is now, is the one that made it. One that was given another model or another address under the same name is not.</summary>
    public bool IsBy(Target target) => target.Deployment.Name == Deployment && MakerOf(target) == Maker;

    /// <summary>Tells a deployment from others of its name: where it is asked, and for which model.</summary>
    public static ulong MakerOf(Target target) =>
        Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{target.Provider.Name}\n{target.Provider.Options.Dialect}\n{target.Provider.Options.BaseUrl}\n{target.Deployment.Upstream}")).A;
}
