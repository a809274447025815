using Bascule.Engine.Tests.Guardrails.Labelled.Values;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Innocent;

/// <summary>What looks like a value and is none: wrong check digits, ranges that nobody gives out, versions, dates, fingerprints.</summary>
internal static class NearMisses
{
    private const string Hex = "0123456789abcdef";

    private static readonly Func<Dice, string>[] All =
    [
        dice => WrongDigit(Registers.Card(dice), dice),
        dice => WrongDigit(Registers.Iban(dice), dice),
        dice => WrongDigit(Registers.SteuerId(dice), dice),
        dice => WrongDigit(Registers.Insee(dice), dice),
        dice => WrongDigit(Registers.Dni(dice), dice),
        dice => WrongDigit(Registers.CodiceFiscale(dice), dice),
        dice => $"{dice.Pick(["000", "666", "9" + dice.Digits(2)])}-{dice.Between(10, 99)}-{dice.Between(1000, 9999)}",
        dice => $"{dice.Pick(["BG", "GB", "NK", "ZZ", "DF", "QA"])} {dice.Between(10, 99)} {dice.Between(10, 99)} {dice.Between(10, 99)} C",
        dice => $"978-{dice.Between(0, 9)}-{dice.Digits(4)}-{dice.Digits(4)}-{dice.Below(10)}",
        dice => $"v{dice.Between(1, 20)}.{dice.Between(0, 30)}.{dice.Between(0, 300)}",
        dice => $"version {dice.Between(1, 20)}.{dice.Between(0, 30)}.{dice.Between(0, 30)}.{dice.Between(0, 9)}",
        dice => $"{dice.Between(256, 999)}.{dice.Between(0, 300)}.{dice.Between(256, 999)}.{dice.Between(0, 300)}",
        dice => $"1.3.6.1.4.1.{dice.Between(100, 9999)}.{dice.Between(1, 20)}.{dice.Between(1, 20)}",
        dice => $"§ {dice.Between(1, 40)}.{dice.Between(1, 9)}.{dice.Between(1, 9)}",
        dice => string.Join(':', Enumerable.Range(0, 16).Select(_ => dice.From(Hex, 2))),
        dice => string.Join(':', Enumerable.Range(0, 4).Select(_ => dice.From(Hex, 2))),
        dice => dice.From(Hex, 40),
        dice => "sha256:" + dice.From(Hex, 64),
        dice => $"{dice.From(Hex, 8)}-{dice.From(Hex, 4)}-4{dice.From(Hex, 3)}-a{dice.From(Hex, 3)}-{dice.From(Hex, 12)}",
        dice => $"{dice.Pick(["lodash", "react", "@types/node", "left-pad"])}@{dice.Between(1, 20)}.{dice.Between(0, 20)}.{dice.Between(0, 9)}",
        dice => dice.Pick(["icon@2x.png", "@Override", "@media print", "@everyone", "name @ place", "a@b", "user@"]),
        dice => $"https://{dice.Pick(["medium.com/@author", "example.org:8443/a:b@c", "docs.example.com/x?at=a@b", "example.org"])}/{dice.Digits(6)}",
        dice => $"{dice.Between(1990, 2030)}-{dice.Between(10, 12)}-{dice.Between(10, 28)} {dice.Between(10, 23)}:{dice.Between(10, 59)}:{dice.Between(10, 59)}",
        dice => $"{dice.Between(10, 28)}.{dice.Between(10, 12)}.{dice.Between(1990, 2030)}",
        dice => $"{dice.Between(100, 999)},{dice.Digits(3)},{dice.Digits(3)}",
        dice => $"{dice.Between(1, 99)}.{dice.Digits(3)}.{dice.Digits(3)},{dice.Digits(2)}",
        dice => $"17{dice.Digits(8)}{dice.Pick(["", dice.Digits(3)])}",
        dice => $"{dice.Between(1, 89)}.{dice.Digits(6)}, {dice.Between(1, 179)}.{dice.Digits(6)}",
        dice => $"INV-{dice.Between(2019, 2026)}-{dice.Digits(6)}",
        dice => $"1Z{dice.From("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 6)}{dice.Digits(10)}",
        dice => $"{dice.Digits(4)} {dice.Pick(["kg", "m²", "Stück", "%", "EUR"])}",
        dice => $"pk_live_{dice.From("ABCDEFGHabcdefgh0123456789", 24)}",
        dice => dice.Pick(["sk-learn", "task-force-members-only", "sk-SK", "key-value-store", "hf_transfer", "AKIA", "ghp_", "xoxb-...", "sk-...", "SG.", "npm_config_registry", "pypi-server", "dapi", "${API_KEY}", "<your-api-key>"]),
        dice => $"-----BEGIN {dice.Pick(["PUBLIC KEY", "CERTIFICATE", "CERTIFICATE REQUEST", "PGP PUBLIC KEY BLOCK", "PGP MESSAGE"])}-----\n{dice.From(Hex, 64)}\n-----END",
        dice => $"postgres://{dice.Pick(["localhost", "db.example"])}:5432/orders",
        dice => $"{dice.Digits(3)}-{dice.Digits(3)}",
        dice => $"{dice.Digits(4)}-{dice.Digits(4)}-{dice.Digits(4)}-{dice.Digits(4)}-{dice.Digits(4)}",
        dice => dice.Digits(dice.Pick([5, 6, 7, 8, 10, 12])),
        dice => $"EAN {dice.Digits(13)}",
    ];

    public static string Any(Dice dice) => dice.Pick(All)(dice);

    // The last digit (or letter, where the check is one) becomes another: the check can't hold any more.
    private static string WrongDigit(string value, Dice dice)
    {
        var at = value.Length - 1;
        while (!char.IsAsciiLetterOrDigit(value[at]))
        {
            at--;
        }

        var now = value[at];
        var wrong = char.IsAsciiDigit(now) ? (char)('0' + (now - '0' + dice.Between(1, 9)) % 10) : char.IsAsciiLetterUpper(now) ? (char)('A' + (now - 'A' + dice.Between(1, 25)) % 26) : (char)('a' + (now - 'a' + dice.Between(1, 25)) % 26);
        return value[..at] + wrong + value[(at + 1)..];
    }
}
