namespace Bascule.Engine.Guardrails.Detection;

/// <summary>Finds, in masks of consecutive blocks, where a run of set bits becomes sixteen long: words are shorter, keys are not.</summary>
internal struct RunMask
{
    public const int Length = 16;

    private ulong _one;
    private ulong _two;
    private ulong _four;
    private ulong _eight;
    private ulong _sixteen;

    /// <summary>A bit at the sixteenth byte of each run.</summary>
    public ulong Next(ulong one)
    {
        // Each line doubles the length that a set bit vouches for; what a shift drops comes from the block before.
        var two = one & ((one << 1) | (_one >> 63));
        var four = two & ((two << 2) | (_two >> 62));
        var eight = four & ((four << 4) | (_four >> 60));
        var sixteen = eight & ((eight << 8) | (_eight >> 56));
        var rising = sixteen & ~((sixteen << 1) | (_sixteen >> 63));
        (_one, _two, _four, _eight, _sixteen) = (one, two, four, eight, sixteen);
        return rising;
    }
}
