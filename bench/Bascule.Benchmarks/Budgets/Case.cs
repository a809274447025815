namespace Bascule.Benchmarks.Budgets;

/// <summary>A piece of the hot path with everything it needs at hand. One <see cref="Run"/> is one request, answer or chunk.</summary>
public sealed record Case(string Name, Action Run)
{
    /// <summary>What is measured on one thread, without a socket: each callers' dialect passed through, then openai-chat to each other dialect and each other callers' dialect to openai-chat, the default guardrail, policies, limits and budgets, and what the other rooms do for each request.</summary>
    public static IReadOnlyList<Case> All { get; } = [.. Passed(), .. Crossed(), .. ScreenCase.All(), PolicyCase.Of(), MoneyCase.Of(), .. RoomCases.All()];

    public override string ToString() => Name;

    private static IEnumerable<Case> Passed()
    {
        foreach (var sample in Sample.All.Where(sample => sample.Caller is not null))
        {
            yield return StreamCase.Passed(sample);
            if (sample.Name != "gemini array")    // another form of the stream alone
            {
                yield return WholeCase.RequestScan(sample);
                yield return WholeCase.AnswerScan(sample);
            }
        }
    }

    private static IEnumerable<Case> Crossed()
    {
        var chat = Sample.Of("openai-chat");
        var others = Sample.All.Where(sample => sample != chat && sample.Name != "gemini array").ToList();
        var asked = others.Where(sample => Engine.Providers.Vendor.For(sample.Dialect.Name) is not null);
        return asked.SelectMany(upstream => CrossCase.All(chat, upstream)).Concat(others.Where(sample => sample.Caller is not null).SelectMany(caller => CrossCase.All(caller, chat)));
    }
}
