namespace Bascule.Benchmarks.Budgets;

/// <summary>A piece of the hot path with everything it needs at hand. One <see cref="Run"/> is one request, answer or chunk.</summary>
public sealed record Case(string Name, Action Run)
{
    /// <summary>What is measured on one thread, without a socket.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        StreamCase.Of("openai-chat"),
        .. StreamCase.Find("anthropic"),
        WholeCase.RequestScan(),
        WholeCase.AnswerScan(),
    ];

    public override string ToString() => Name;
}
