using System.Collections.Frozen;

namespace Bascule.Engine.Policy.Requirements;

/// <summary>Which jurisdictions lie in which: a member of the European Union or of the EEA is in it. Words are ISO 3166 country codes, <c>eu</c> and <c>eea</c>; others only equal themselves.</summary>
public static class Jurisdictions
{
    /// <summary>The members as of 2026: european-union.europa.eu, EU countries.</summary>
    private static readonly FrozenSet<string> Eu = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu", "ie", "it", "lv", "lt", "lu", "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se");

    private static readonly FrozenSet<string> EeaBesidesEu = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "is", "li", "no");

    /// <summary>Whether what is stated lies in what is wanted.</summary>
    public static bool LiesIn(string stated, string wanted) =>
        stated.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (Is(wanted, "eu") && Eu.Contains(stated))
        || (Is(wanted, "eea") && (Is(stated, "eu") || Eu.Contains(stated) || EeaBesidesEu.Contains(stated)));

    private static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
}
