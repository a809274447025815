namespace Bascule.Engine.Tests.Guardrails.Labelled.Names;

/// <summary>People, met as often as the shares of their cultures say.</summary>
internal static class People
{
    private static readonly Culture[] All = [.. WesternNames.All.Concat(OtherNames.All).SelectMany(culture => Enumerable.Repeat(culture, culture.Share))];

    public static string Given(Dice dice) => dice.Pick(dice.Pick(All).Given);

    public static string Family(Dice dice) => dice.Pick(dice.Pick(All).Family);

    /// <summary>Half of those named in a text belong to its language; now and then somebody's family came from elsewhere.</summary>
    public static (string Given, string Family) Meet(Dice dice, string language)
    {
        var culture = dice.Chance(50) ? All.First(c => c.Language == language) : dice.Pick(All);
        var second = dice.Chance(10) ? dice.Pick(All) : culture;
        return (dice.Pick(culture.Given), dice.Pick(second.Family));
    }
}
