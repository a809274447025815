using Bascule.Engine.Caching.Keys;

namespace Bascule.Engine.Steps;

/// <summary>What the key of a request goes by, from what the request has accumulated.</summary>
internal static class CacheAsking
{
    /// <param name="exchange">It has its plan.</param>
    public static CacheQuestion QuestionOf(Exchange exchange)
    {
        var (inquiry, rules) = (exchange.Inquiry, exchange.Rules);
        return new CacheQuestion
        {
            Dialect = inquiry.Dialect,
            Address = inquiry.Named,
            Errand = inquiry.Errand,
            Body = inquiry.Body!.Bytes,
            Profile = inquiry.Profile!,
            Query = inquiry.Query,
            Headers = inquiry.Headers,
            HeaderOf = inquiry.HeaderOf,
            DataClass = exchange.DataClass,
            Rule = exchange.Plan!.Rule?.Place,
            Tenant = exchange.Caller.Tenant,
            Route = exchange.Route!,
            Shape = rules.AnswerShape,
            Guards = rules.Screen.Answers.HoldingFor(exchange.Facts, rules.Arbiter),
            Turn = exchange.Turn,
            IsMasked = exchange.Masked.Vault is { Count: > 0 },
        };
    }
}
