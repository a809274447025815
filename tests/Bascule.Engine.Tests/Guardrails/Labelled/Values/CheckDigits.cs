using System.Numerics;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Values;

/// <summary>The check digits of the registers, after their published rules.</summary>
internal static class CheckDigits
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    // The value of a character in an odd place of the codice fiscale (decree of 12 March 1974): digits, then letters, count alike.
    private static readonly int[] OddPlaces = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>ISO/IEC 7812: doubled from the right, every second digit, beginning with the last of the payload.</summary>
    public static char Luhn(string payload)
    {
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[payload.Length - 1 - i] - '0';
            var weighed = i % 2 == 0 ? digit * 2 : digit;
            sum += weighed / 10 + weighed % 10;
        }

        return (char)('0' + (10 - sum % 10) % 10);
    }

    /// <summary>ISO 13616: country and 00 moved behind the account, letters as 10 to 35, the complement of the remainder by 97.</summary>
    public static string Iban(string country, string account)
    {
        var number = string.Concat((account + country + "00").Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString()));
        return (98 - (int)(BigInteger.Parse(number) % 97)).ToString("00");
    }

    /// <summary>ISO 7064 MOD 11,10 over ten digits.</summary>
    public static char SteuerId(string ten)
    {
        var product = 10;
        foreach (var digit in ten)
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        var check = 11 - product;
        return (char)('0' + (check == 10 ? 0 : check));
    }

    /// <summary>97 less the remainder of thirteen digits by 97; the departments of Corsica count as 19 and 18.</summary>
    public static string Insee(string thirteen) =>
        (97 - (int)(long.Parse(thirteen.Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal)) % 97)).ToString("00");

    /// <summary>The letter at the remainder of eight digits by 23; a foreigner's X, Y or Z counts as 0, 1 or 2.</summary>
    public static char Dni(string digits) =>
        DniLetters[int.Parse(digits.Replace('X', '0').Replace('Y', '1').Replace('Z', '2')) % 23];

    /// <summary>Fifteen characters, weighed by odd and even place, modulo 26.</summary>
    public static char CodiceFiscale(string fifteen)
    {
        var sum = 0;
        for (var i = 0; i < fifteen.Length; i++)
        {
            var value = char.IsAsciiDigit(fifteen[i]) ? fifteen[i] - '0' : fifteen[i] - 'A';
            sum += i % 2 == 0 ? OddPlaces[value] : value;
        }

        return (char)('A' + sum % 26);
    }
}
