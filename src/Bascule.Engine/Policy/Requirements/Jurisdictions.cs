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

    private static readonly FrozenSet<string> Countries = """
        ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de
        dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp
        ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz
        om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw
        tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the word is a country's code of ISO 3166, of two letters.</summary>
    public static bool IsCountry(string word) => Countries.Contains(word);

    /// <summary>Whether the word is a country's code, <c>eu</c> or <c>eea</c>: one that can lie in another.</summary>
    public static bool IsKnown(string word) => IsCountry(word) || Is(word, "eu") || Is(word, "eea");

    /// <summary>Whether what is stated lies in what is wanted.</summary>
    public static bool LiesIn(string stated, string wanted) =>
        stated.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (Is(wanted, "eu") && Eu.Contains(stated))
        || (Is(wanted, "eea") && (Is(stated, "eu") || Eu.Contains(stated) || EeaBesidesEu.Contains(stated)));

    private static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
}
