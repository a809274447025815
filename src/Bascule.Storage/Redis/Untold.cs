using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Storage.Redis;

/// <summary>What a request told besides itself of its key and its end user.</summary>
internal struct Untold
{
    public int[]? Key, User;

    public readonly void PutBack(SharedTake take)
    {
        PutBack(take.Key, Key);
        PutBack(take.User, User);
    }

    private static void PutBack(SharedPart? part, int[]? both)
    {
        if (both is not null)
        {
            part?.Subject.PutBack(both.AsSpan(0, SlidingMinute.Seconds), both.AsSpan(SlidingMinute.Seconds));
        }
    }
}
