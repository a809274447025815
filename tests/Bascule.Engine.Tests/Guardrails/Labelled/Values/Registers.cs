namespace Bascule.Engine.Tests.Guardrails.Labelled.Values;

/// <summary>Numbers that states, banks and card schemes give out, in the forms that people write.</summary>
internal static class Registers
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Mixed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Months = "ABCDEHLMPRST";
    private const string Consonants = "BCDFGHLMNPRSTVZ";

    // Country and the structure of its account: n digits, a letters, c either (ISO 13616 registry).
    private static readonly string[] Accounts =
    [
        "DE 18n", "FR 10n11c2n", "IT 1a10n12c", "ES 20n", "GB 4a14n", "NL 4a10n", "AT 16n", "CH 5n12c", "BE 12n", "PT 21n", "PL 24n", "SE 20n", "DK 14n", "NO 11n",
        "FI 14n", "IE 4a14n", "CZ 20n", "RO 4a16c", "HU 24n", "GR 7n16c", "TR 6n16c", "LU 3n13c", "MT 4a5n18c", "SK 20n", "HR 17n", "EE 16n", "LT 16n", "SA 2n18c", "AE 19n",
    ];

    // Prefix and length of the number without its check digit.
    private static readonly (string Prefix, int Length)[] Schemes =
    [
        ("4", 15), ("4", 15), ("4", 15), ("4", 15), ("51", 15), ("52", 15), ("53", 15), ("54", 15), ("55", 15), ("2221", 15), ("2305", 15), ("2719", 15),
        ("34", 14), ("37", 14), ("37", 14), ("6011", 15), ("65", 15), ("3530", 15), ("3566", 15), ("36", 13), ("305", 13), ("6221", 15), ("6250", 15),
    ];

    public static string Iban(Dice dice)
    {
        var entry = dice.Pick(Accounts);
        var (country, structure) = (entry[..2], entry[3..]);
        var account = "";
        for (var i = 0; i < structure.Length; i++)
        {
            var from = i;
            while (char.IsAsciiDigit(structure[i]))
            {
                i++;
            }

            account += dice.From(structure[i] switch { 'n' => "0123456789", 'a' => Letters, _ => Mixed }, int.Parse(structure[from..i]));
        }

        var iban = country + CheckDigits.Iban(country, account) + account;
        return dice.Below(10) switch
        {
            < 5 => Grouped(iban, ' '),
            < 8 => iban,
            8 => iban.ToLowerInvariant(),
            _ => Grouped(iban, '-'),
        };
    }

    public static string Card(Dice dice)
    {
        var (prefix, length) = dice.Pick(Schemes);
        var payload = prefix + dice.Digits(length - prefix.Length);
        var card = payload + CheckDigits.Luhn(payload);
        var separator = dice.Below(10) switch { < 5 => " ", < 7 => "-", _ => "" };
        return card.Length switch
        {
            15 => string.Join(separator, card[..4], card[4..10], card[10..]),
            14 => string.Join(separator, card[..4], card[4..10], card[10..]),
            _ => string.Join(separator, card[..4], card[4..8], card[8..12], card[12..]),
        };
    }

    public static string Ssn(Dice dice, bool told)
    {
        int area;
        do
        {
            area = dice.Between(1, 899);
        }
        while (area == 666);
        var parts = (area.ToString("000"), dice.Between(1, 99).ToString("00"), dice.Between(1, 9999).ToString("0000"));
        var separator = !told ? "-" : dice.Below(10) switch { < 7 => "-", < 9 => " ", _ => "" };
        return string.Join(separator, parts.Item1, parts.Item2, parts.Item3);
    }

    public static string Nino(Dice dice)
    {
        string prefix;
        do
        {
            prefix = dice.From("ABCEGHJKLMNOPRSTWXYZ", 1) + dice.From("ABCEGHJKLMNPRSTWXYZ", 1);
        }
        while (prefix is "BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ" || prefix[0] == 'O');
        var (a, b, c, suffix) = (dice.Digits(2), dice.Digits(2), dice.Digits(2), dice.From("ABCD", 1));
        return dice.Below(10) switch
        {
            < 5 => $"{prefix} {a} {b} {c} {suffix}",
            < 8 => $"{prefix}{a}{b}{c}{suffix}",
            8 => $"{prefix}{a}{b}{c}{suffix}".ToLowerInvariant(),
            _ => $"{prefix} {a}{b}{c} {suffix}",
        };
    }

    // Ten digits: one occurs twice (never at the front a zero), one is missing, the others once.
    public static string SteuerId(Dice dice)
    {
        string ten;
        do
        {
            var digits = Enumerable.Range(0, 10).Select(d => (char)('0' + d)).ToArray();
            Shuffle(digits, dice);
            digits[^1] = digits[dice.Below(9)];
            Shuffle(digits, dice);
            ten = new string(digits);
        }
        while (ten[0] == '0');
        var id = ten + CheckDigits.SteuerId(ten);
        return dice.Below(10) switch
        {
            < 4 => $"{id[..2]} {id[2..5]} {id[5..8]} {id[8..]}",
            < 9 => id,
            _ => $"{id[..2]}/{id[2..5]}/{id[5..8]}/{id[8..]}",
        };
    }

    public static string Insee(Dice dice)
    {
        var department = dice.Below(30) switch { 0 => "2A", 1 => "2B", _ => dice.Between(1, 95).ToString("00") };
        if (department == "20")
        {
            department = "75";
        }

        var (sex, year, month) = (dice.Between(1, 2).ToString(), dice.Between(0, 99).ToString("00"), dice.Between(1, 12).ToString("00"));
        var (commune, order) = (dice.Between(1, 900).ToString("000"), dice.Between(1, 999).ToString("000"));
        var key = CheckDigits.Insee(sex + year + month + department + commune + order);
        return dice.Below(10) switch
        {
            < 5 => $"{sex} {year} {month} {department} {commune} {order} {key}",
            < 8 => $"{sex}{year}{month}{department}{commune}{order}{key}",
            8 => $"{sex}{year}{month}{department}{commune}{order} {key}",
            _ => $"{sex} {year} {month} {department} {commune} {order} / {key}",
        };
    }

    public static string Dni(Dice dice)
    {
        if (dice.Chance(25))
        {
            var nie = dice.From("XYZ", 1) + dice.Digits(7);
            var letter = CheckDigits.Dni(nie);
            return dice.Chance(50) ? nie + letter : $"{nie[..1]}-{nie[1..]}-{letter}";
        }

        var digits = dice.Between(1_000_000, 99_999_999).ToString("00000000");
        var check = CheckDigits.Dni(digits);
        return dice.Below(10) switch
        {
            < 5 => digits + check,
            < 7 => $"{digits}-{check}",
            7 => $"{digits[..2]}.{digits[2..5]}.{digits[5..]}-{check}",
            8 => $"{digits} {check}",
            _ => (digits + check).ToLowerInvariant(),
        };
    }

    public static string CodiceFiscale(Dice dice)
    {
        var day = dice.Between(1, 28) + (dice.Chance(50) ? 40 : 0);
        var fifteen = dice.From(Consonants, 6) + dice.Digits(2) + dice.From(Months, 1) + day.ToString("00") + dice.From("ABCDEFGHILMZ", 1) + dice.Between(1, 999).ToString("000");
        var code = fifteen + CheckDigits.CodiceFiscale(fifteen);
        return dice.Below(10) switch
        {
            < 7 => code,
            < 9 => code.ToLowerInvariant(),
            _ => $"{code[..3]} {code[3..6]} {code[6..11]} {code[11..]}",
        };
    }

    private static string Grouped(string text, char separator) => string.Join(separator, text.Chunk(4).Select(group => new string(group)));

    private static void Shuffle(char[] items, Dice dice)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
