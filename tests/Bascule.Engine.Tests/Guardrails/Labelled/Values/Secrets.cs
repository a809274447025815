using System.Text;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Values;

/// <summary>Keys in the formats that their vendors publish; made by chance, so that none was ever given out.</summary>
internal static class Secrets
{
    private const string Hex = "0123456789abcdef";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Url64 = Base62 + "-_";
    private const string Full64 = Base62 + "+/";

    private static readonly (string Vendor, Func<Dice, string> Make)[] Formats =
    [
        ("OpenAI", d => $"sk-proj-{d.From(Url64, 73)}{d.From(Base62, 1)}T3BlbkFJ{d.From(Url64, 73)}{d.From(Base62, 1)}"),
        ("OpenAI, old", d => $"sk-{d.From(Base62, 20)}T3BlbkFJ{d.From(Base62, 20)}"),
        ("Anthropic", d => $"sk-ant-api03-{d.From(Url64, 93)}AA"),
        ("Google", d => "AIza" + "Sy" + d.From(Url64, 32) + d.From(Base62, 1)),
        ("Google OAuth", d => "GOCSPX-" + d.From(Url64, 27) + d.From(Base62, 1)),
        ("AWS", d => d.Pick(["AKIA", "ASIA"]) + d.From(Base32, 16)),
        ("GitHub", d => Checked(d.Pick(["ghp_", "gho_", "ghs_", "ghu_"]), d.From(Base62, 30))),
        ("GitHub, fine-grained", d => $"github_pat_{d.From(Base62, 22)}_{d.From(Base62, 59)}"),
        ("GitLab", d => "glpat-" + d.From(Url64, 19) + d.From(Base62, 1)),
        ("Slack bot", d => $"xoxb-{d.Digits(12)}-{d.Digits(13)}-{d.From(Base62, 24)}"),
        ("Slack user", d => $"xoxp-{d.Digits(12)}-{d.Digits(12)}-{d.Digits(13)}-{d.From(Hex, 32)}"),
        ("Slack hook", d => $"https://hooks.slack.com/services/T{d.From(Base32, 8)}/B{d.From(Base32, 10)}/{d.From(Base62, 24)}"),
        ("Stripe", d => d.Pick(["sk_live_", "rk_live_", "sk_test_"]) + "51" + d.From(Base62, d.Pick([22, 97]))),
        ("Stripe hook", d => "whsec_" + d.From(Base62, 32)),
        ("Twilio", d => "SK" + d.From(Hex, 32)),
        ("SendGrid", d => $"SG.{d.From(Url64, 21)}{d.From(Base62, 1)}.{d.From(Url64, 42)}{d.From(Base62, 1)}"),
        ("Mailgun", d => "key-" + d.From(Hex, 32)),
        ("Mailchimp", d => $"{d.From(Hex, 32)}-us{d.Between(1, 21)}"),
        ("npm", d => Checked("npm_", d.From(Base62, 30))),
        ("PyPI", d => "pypi-AgEIcHlwaS5vcmc" + d.From(Url64, 150) + d.From(Base62, 1)),
        ("Docker Hub", d => "dckr_pat_" + d.From(Url64, 26) + d.From(Base62, 1)),
        ("Hugging Face", d => "hf_" + d.From(Base62[10..], 34)),
        ("Groq", d => "gsk_" + d.From(Base62, 52)),
        ("xAI", d => "xai-" + d.From(Base62, 80)),
        ("OpenRouter", d => "sk-or-v1-" + d.From(Hex, 64)),
        ("Perplexity", d => "pplx-" + d.From(Base62, 48)),
        ("Replicate", d => "r8_" + d.From(Base62, 37)),
        ("DigitalOcean", d => d.Pick(["dop_v1_", "doo_v1_"]) + d.From(Hex, 64)),
        ("Databricks", d => "dapi" + d.From(Hex, 32)),
        ("Shopify", d => d.Pick(["shpat_", "shpss_"]) + d.From(Hex, 32)),
        ("Telegram", d => $"{d.Between(1, 9)}{d.Digits(9)}:AA{d.From(Url64, 32)}{d.From(Base62, 1)}"),
        ("Linear", d => "lin_api_" + d.From(Base62, 40)),
        ("Notion", d => "ntn_" + d.Digits(11) + d.From(Base62, 35)),
        ("Atlassian", d => "ATATT3xFfGF0" + d.From(Url64, 171) + "=" + d.From("0123456789ABCDEF", 8)),
        ("Square", d => "sq0atp-" + d.From(Url64, 21) + d.From(Base62, 1)),
        ("New Relic", d => "NRAK-" + d.From("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 27)),
        ("Grafana", d => $"glsa_{d.From(Base62, 32)}_{d.From(Hex, 8)}"),
        ("Vault", d => "hvs.CAES" + d.From(Url64, 90) + d.From(Base62, 1)),
        ("Postman", d => $"PMAK-{d.From(Hex, 24)}-{d.From(Hex, 34)}"),
        ("Figma", d => "figd_" + d.From(Url64, 39) + d.From(Base62, 1)),
        ("Azure storage", d => $"DefaultEndpointsProtocol=https;AccountName=stgranit;AccountKey={d.From(Full64, 86)}=="),
        ("Discord", d => $"{d.Pick(["MT", "Nz", "OD"])}{d.From(Base62, 24)}.G{d.From(Base62, 5)}.{d.From(Url64, 37)}{d.From(Base62, 1)}"),
    ];

    private static readonly string[] Blocks =
        ["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"];

    public static IEnumerable<string> Vendors => Formats.Select(format => format.Vendor);

    public static string Secret(Dice dice) => dice.Pick(Formats).Make(dice);

    /// <param name="oneLine">The line ends are written as in the file of a service account: a backslash and an n.</param>
    public static string PrivateKey(Dice dice, bool oneLine)
    {
        var (name, end) = (dice.Pick(Blocks), oneLine ? "\\n" : "\n");
        var text = new StringBuilder($"-----BEGIN {name}-----").Append(end);
        for (var line = dice.Between(3, 12); line > 0; line--)
        {
            text.Append(dice.From(Full64, 64)).Append(end);
        }

        return text.Append(dice.From(Full64, dice.Between(10, 60))).Append("==").Append(end).Append($"-----END {name}-----").ToString();
    }

    // The last six characters are the CRC-32 of the random part in base 62, as GitHub and npm publish it.
    private static string Checked(string prefix, string random)
    {
        var crc = ~0u;
        foreach (var letter in random)
        {
            crc ^= letter;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        var check = "";
        for (var rest = ~crc; check.Length < 6; rest /= 62)
        {
            check = Base62[(int)(rest % 62)] + check;
        }

        return prefix + random + check;
    }
}
