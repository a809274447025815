namespace Bascule.Server.Rules.Replay;

/// <summary>What a replay can't know, in words for whoever reads its figures.</summary>
internal static class NotKnown
{
    public static IReadOnlyList<string> Of(ReplayReport report)
    {
        List<string> words =
        [
            $"Who was well then: each request goes to the first of its plan, as if all were well, and who was asked first then is held against it. {report.Cooled} requests were then planned around somebody who was not.",
            "What guardrails would find: words are not kept. A request has the class of its row, which the new config's keys and routes can raise and nothing lowers.",
            "Headers that no rule named then: they are not in the row. Where a new rule asks for one, the request cannot be decided.",
            "Budgets and limits: nobody is stopped by the new ones, and whoever was stopped by one then is not decided. What was refused before it had a route has no row.",
            "Retries, fallbacks, hedges, shadows and conversations that go on where they began: one answer of the first deployment is priced.",
            "How another model counts: the row's input tokens are taken, at the price of the request's day. An answer of another deployment is as long as its own on that route were in this time; the ranges add up as if all were low or high together.",
        ];
        if (report.Totals.Unbounded > 0)
        {
            words.Add($"How long the answers would be of {report.Totals.Unbounded} requests: fewer than 20 answers of that deployment on that route are in the ledger. They are priced as the old answer was long, and nobody knows how far off that is.");
        }

        if (report.OfStoredKeys > 0)
        {
            words.Add($"What keys of the database may do: {report.OfStoredKeys} requests came with one, which is taken to have its team and to be allowed every model.");
        }

        foreach (var (strategy, requests) in report.Live)
        {
            words.Add(strategy switch
            {
                "weighted" => $"Chance: {requests} requests without a session were drawn anew by their weights, and part of their changes is only that.",
                "cheapest" => $"How long answers were at each moment, which the strategy cheapest goes by: 500 tokens are taken for {requests} requests.",
                _ => $"Live figures, which the strategy {strategy} goes by: {requests} requests count in the order of the config.",
            });
        }

        return words;
    }
}
