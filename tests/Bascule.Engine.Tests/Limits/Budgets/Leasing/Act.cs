using CsCheck;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>What may happen to replicas and their books.</summary>
internal enum Act
{
    Reserve,
    Settle,
    Step,

    /// <summary>Less than a second goes by.</summary>
    Pass,

    /// <summary>Some minutes go by.</summary>
    Leap,

    /// <summary>A replica stands still, or goes on: long after others took it for dead, if need be.</summary>
    Stand,

    Die,
    Away,
    Deaf,

    /// <summary>The books can be asked again.</summary>
    Answer,

    /// <summary>The books have lost everything.</summary>
    Empty,

    /// <summary>The books' own clock leaps by hours.</summary>
    Clock,
}

/// <summary>Acts at random.</summary>
internal static class Acts
{
    /// <summary>What replicas do all the time.</summary>
    public static IReadOnlyList<Act> OfLiving { get; } =
        [Act.Reserve, Act.Reserve, Act.Reserve, Act.Reserve, Act.Settle, Act.Settle, Act.Settle, Act.Step, Act.Step, Act.Step, Act.Pass];

    public static IReadOnlyList<Act> OfMortals { get; } = [.. OfLiving, Act.Leap, Act.Stand, Act.Die];

    /// <summary>The books come and go besides.</summary>
    public static IReadOnlyList<Act> OfAll { get; } = [.. OfMortals, Act.Away, Act.Deaf, Act.Answer, Act.Answer];

    public static IReadOnlyList<Act> OfForgetfulBooks { get; } = [.. OfLiving, Act.Away, Act.Deaf, Act.Answer, Act.Answer, Act.Empty];

    public static Gen<List<(Act Act, int Who, int Amount)>> Of(IReadOnlyList<Act> kinds) => Gen.Select(Gen.Int[0, kinds.Count - 1].Select(kind => kinds[kind]), Gen.Int[0, 2], Gen.Int[1, 600]).List[20, 160];
}
