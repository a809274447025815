using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>What may be spent, wherever it stands.</summary>
internal static class BudgetLanguage
{
    public static readonly RecordShape Budget = new(
    [
        new("usd", UsdToSpend, "USD that may be spent"),
        new("per", Choice("hour", "day", "month"), "how long it is for; periods begin on the hour, at midnight or on the first, in UTC"),
    ]);

    public static readonly MapShape Teams = new("team", new RecordShape([new("budget", Budget, "what all keys of the team together may spend")]));
}
