namespace Bascule.Engine.Tests.Guardrails.Labelled.Names;

/// <summary>How people are named: in full, by title, by initials, in capitals as French offices do, in small letters as in chats.</summary>
internal static class NameForms
{
    private static readonly Dictionary<string, string[]> Titles = new()
    {
        ["en"] = ["Mr ", "Mrs ", "Ms ", "Mr. ", "Ms. ", "Dr ", "Dr. ", "Professor "],
        ["de"] = ["Herr ", "Frau ", "Herrn ", "Dr. ", "Frau Dr. ", "Prof. "],
        ["fr"] = ["M. ", "Mme ", "Monsieur ", "Madame ", "Mlle ", "Dr "],
        ["es"] = ["Sr. ", "Sra. ", "el señor ", "la señora ", "Dr. ", "Dra. "],
        ["it"] = ["Sig. ", "Sig.ra ", "il signor ", "la signora ", "Dott. ", "Dott.ssa "],
    };

    /// <returns>What stands before the name and belongs to nobody, and the name.</returns>
    public static (string Title, string Name) Any(Dice dice, string language)
    {
        var (given, family) = People.Meet(dice, language);
        return dice.Below(100) switch
        {
            < 66 => ("", $"{given} {family}"),
            < 84 => (dice.Pick(Titles[language]), family),
            < 88 => (dice.Pick(Titles[language]), $"{given} {family}"),
            < 92 => ("", $"{given[0]}. {family}"),
            < 95 => ("", $"{given} {People.Meet(dice, language).Given[0]}. {family}"),
            < 98 => ("", $"{given} {family.ToUpperInvariant()}"),
            _ => ("", $"{given} {People.Meet(dice, language).Given} {family}"),
        };
    }

    public static string Full(Dice dice, string language)
    {
        var (given, family) = People.Meet(dice, language);
        return $"{given} {family}";
    }

    public static string Reversed(Dice dice, string language)
    {
        var (given, family) = People.Meet(dice, language);
        return $"{family}, {given}";
    }
}
