using System.Collections.Frozen;

namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>International bank account numbers: the country's length and the remainder by 97 (ISO 13616).</summary>
internal static class Iban
{
    private const int MaxLength = 34;

    private static readonly FrozenDictionary<int, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 "
        + "GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 "
        + "PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(entry => (entry[0] << 8) | entry[1], entry => int.Parse(entry.AsSpan(2)));

    /// <summary>The end of the number that begins there with its country; 0 where none does.</summary>
    public static int End(ReadOnlySpan<byte> text, int start)
    {
        if (!Symbols.MayBegin(text, start) || !Bytes.IsLetter(text[start]) || !Bytes.IsLetter(Bytes.At(text, start + 1)) || !Bytes.IsDigit(Bytes.At(text, start + 3)))
        {
            return 0;
        }

        if (!Lengths.TryGetValue((Bytes.Upper(text[start]) << 8) | Bytes.Upper(text[start + 1]), out var length))
        {
            return 0;
        }

        Span<byte> symbols = stackalloc byte[MaxLength];
        symbols = symbols[..length];
        var end = Symbols.Gather(text, start, symbols);
        return end > 0 && IsValid(symbols) ? end : 0;
    }

    private static bool IsValid(ReadOnlySpan<byte> symbols)
    {
        // Country and check digits are read last; letters count as two digits.
        var rest = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            var symbol = symbols[(i + 4) % symbols.Length];
            rest = Bytes.IsDigit(symbol) ? (rest * 10 + symbol - '0') % 97 : (rest * 100 + symbol - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}
