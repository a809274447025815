using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Access;

/// <summary>What a request takes of the limits that all replicas hold together.</summary>
/// <param name="second">The second that this replica has counted the request under.</param>
internal sealed class TakenEverywhere(ISharedLimits shared, long second) : Admission.WordsTaken
{
    private SharedTake? _take;

    /// <summary>All replicas are being asked; null: they have answered, or are not asked yet.</summary>
    public Task<SharedAnswer>? Asking { get; set; }

    /// <summary>The key's counter, while its words have to be known before all are asked; null: they are asked.</summary>
    public UseCounter? Counter { get; set; }

    /// <summary>What is left of the key's requests; null: not known, or not limited.</summary>
    public SharedLeft? Requests { get; set; }

    /// <summary>The second that this replica has counted the request under.</summary>
    public long Second => second;

    /// <summary>That of the end user's request.</summary>
    public long UserSecond { get; set; }

    /// <summary>The tokens it really used; null: nobody has said so yet.</summary>
    public long? Really { get; set; }

    /// <summary>Begins to ask.</summary>
    public void Ask(SharedTake take)
    {
        _take = take;
        Asking = shared.TakeAsync(take).AsTask();
    }

    /// <summary>The request is over.</summary>
    public void End()
    {
        if (_take is not null)
        {
            shared.End(_take, Really ?? 0);
        }
    }
}
