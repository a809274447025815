using Bascule.Engine.Tests.Guardrails.Labelled.Names;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Values;

/// <summary>By what somebody or some machine is reached: e-mail, telephone, addresses of networks, URLs that hold a password.</summary>
internal static class Reaches
{
    private const string Hex = "0123456789abcdef";
    private const string Word = "abcdefghijklmnopqrstuvwxyz";
    private const string Password = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_-.!";

    private static readonly string[] Houses =
    [
        "lindenhof", "brightwater", "acme-tools", "northwind", "officina", "solmar", "petit-bateau", "kraftwerk", "bluebird", "tecnova", "granit", "openfield", "mairie-lyon", "uni-graz", "stadtwerke", "dunder",
    ];

    private static readonly string[] Ends = ["com", "de", "fr", "es", "it", "co.uk", "org", "net", "io", "eu", "at", "ch", "dev", "edu", "gov.uk", "com.br", "museum", "technology", "example"];

    // x is any digit, n one that is not 0 or 1; the ranges are those that people have, not the reserved ones.
    private static readonly string[] Plain =
    [
        "+49 30 nxxxxxx", "+49 (0)89 nxxx xxxx", "+49-171-nxxxxxx", "+4915nxxxxxxxx", "0049 221 nxxxxx", "+33 6 nx xx xx xx", "+33 (0)1 nx xx xx xx", "+336nxxxxxxx", "+34 6nx xxx xxx", "+34 91 nxx xx xx",
        "+39 02 nxxxxxxx", "+39 3n7 xxxxxxx", "+39 06-nxxxxxxx", "+1 415 n23 xxxx", "+1 (212) n36-xxxx", "+1-617-n55-xxxx", "+16505n1xxxx", "(415) n55-xxxx", "212-n55-xxxx", "(312) n44 xxxx", "+44 20 7nxx xxxx",
        "+44 7nxx xxxxxx", "+44 (0)161 nxx xxxx", "+41 44 nxx xx xx", "+43 1 nxxxxxx", "+32 2 nxx xx xx", "+31 6 nxxxxxxx", "+351 21 nxx xxxx", "+48 5nx xxx xxx", "+46 8 nxx xxx xx", "+91 98nxx xxxxx",
        "+55 11 9nxxx-xxxx", "+81 3-nxxx-xxxx", "+86 138 nxxx xxxx", "+234 803 nxx xxxx", "+90 532 nxx xx xx", "+7 916 nxx-xx-xx", "+61 4nx xxx xxx", "+972 54-nxx-xxxx", "+353 1 nxx xxxx",
    ];

    // Numbers without a country: only where the words around them say that somebody may be called.
    private static readonly string[] Told =
    [
        "030 nxxxxxx", "030/nxxxxxx", "(089) nxxx xxx", "0171 nxxxxxx", "0171-nxxxxxx", "06 nx xx xx xx", "06.nx.xx.xx.xx", "01 nx xx xx xx", "6nx xxx xxx", "6nx xx xx xx", "91 nxx xx xx", "3n7 nxxxxxx", "02 nxxxxxxx",
        "3n8nxxxxxx", "415.n55.xxxx", "617 n55 xxxx", "020 7nxx xxxx", "07nxx xxxxxx", "0161 nxx xxxx", "06nxxxxxxx", "0171nxxxxxx",
    ];

    private static readonly string[] Schemes = ["postgres", "postgresql", "mysql", "mongodb", "mongodb+srv", "redis", "amqp", "https", "http", "ftp", "smtp", "sftp", "ldap", "mssql", "clickhouse"];

    public static string Email(Dice dice)
    {
        var (given, family) = (Ascii(People.Given(dice)), Ascii(People.Family(dice)));
        var local = dice.Below(10) switch
        {
            0 or 1 or 2 => $"{given}.{family}",
            3 => $"{given[..1]}{family}",
            4 => $"{given}{dice.Between(1, 99)}",
            5 => $"{given}_{family}",
            6 => $"{given}+{dice.Pick(["news", "shop", "2024", "x"])}",
            7 => $"{family}-{given[..1]}",
            8 => dice.Pick(["info", "billing", "kontakt", "contact", "ufficio.vendite", "no-reply", "hr"]),
            _ => $"{given}.{given[..1]}.{family}",
        };
        var domain = (dice.Chance(15) ? dice.Pick(["mail.", "eu.", "staff.", "k12."]) : "") + dice.Pick(Houses) + "." + dice.Pick(Ends);
        if (dice.Chance(3))
        {
            domain = dice.Pick(["müller-söhne.de", "café-lyon.fr", "xn--mller-kva.de"]);
        }

        var email = local + "@" + domain;
        return dice.Below(20) switch { 0 => email.ToUpperInvariant(), 1 => char.ToUpperInvariant(email[0]) + email[1..], _ => email };
    }

    public static string Phone(Dice dice, bool told) =>
        string.Concat(dice.Pick(told && dice.Chance(40) ? Told : Plain).Select(c => c switch
        {
            'x' => (char)('0' + dice.Below(10)),
            'n' => (char)('0' + dice.Between(2, 9)),
            _ => c,
        }));

    public static string Ip(Dice dice)
    {
        if (dice.Chance(65))
        {
            var first = dice.Pick([10, 172, 192, 203, 198, 8, 46, 77, 91, 134, 185, 212]);
            return $"{first}.{(first == 192 ? 168 : dice.Between(16, 31))}.{dice.Below(256)}.{dice.Between(1, 254)}";
        }

        string Group() => dice.Between(1, 0xffff).ToString("x");
        return dice.Below(6) switch
        {
            0 => string.Join(':', "2001", "db8", Group(), Group(), Group(), Group(), Group(), Group()),
            1 => $"2001:db8:{Group()}::{Group()}",
            2 => $"fe80::{Group()}:{Group()}:{Group()}:{Group()}",
            3 => $"2a02:{Group()}:{Group()}:{Group()}::1",
            4 => $"::ffff:10.{dice.Below(256)}.{dice.Below(256)}.{dice.Between(1, 254)}",
            _ => $"2A01:{Group()}:{Group()}::{Group()}".ToUpperInvariant(),
        };
    }

    public static string Mac(Dice dice)
    {
        var twelve = dice.From(Hex, 12);
        twelve = "0123456789".Contains(twelve[0]) && twelve.All(char.IsAsciiDigit) ? "a" + twelve[1..] : twelve;
        var pairs = twelve.Chunk(2).Select(pair => new string(pair));
        return dice.Below(10) switch
        {
            < 4 => string.Join(':', pairs),
            < 6 => string.Join(':', pairs).ToUpperInvariant(),
            < 8 => string.Join('-', pairs).ToUpperInvariant(),
            8 => string.Join('-', pairs),
            _ => $"{twelve[..4]}.{twelve[4..8]}.{twelve[8..]}",
        };
    }

    public static string UrlCredentials(Dice dice)
    {
        var scheme = dice.Pick(Schemes);
        var user = scheme == "redis" && dice.Chance(50) ? "" : dice.Pick(["admin", "app", "svc_report", "root", "deploy", "backup-bot", "reader"]);
        var password = dice.Chance(20) ? dice.From(Word, 5) + "%40" + dice.Digits(3) : dice.From(Word, 1) + dice.From(Password, dice.Between(6, 18)) + dice.Digits(1);
        var host = dice.Pick(["db.internal.example", "db-2.granit.io", "cache-1.prod.lan", "repo.granit.io", "localhost", "pg.openfield.net", "files.solmar.es"]);
        var port = dice.Chance(50) ? ":" + dice.Pick(["5432", "6379", "27017", "3306", "8443"]) : "";
        return $"{scheme}://{user}:{password}@{host}{port}{dice.Pick(["/orders", "/0", "/", "", "/app?sslmode=require", "/v2/export.csv"])}";
    }

    private static string Ascii(string name) => string.Concat(name.ToLowerInvariant().Normalize(System.Text.NormalizationForm.FormD).Where(char.IsAsciiLetter)) is { Length: > 0 } ascii ? ascii : "kim";
}
