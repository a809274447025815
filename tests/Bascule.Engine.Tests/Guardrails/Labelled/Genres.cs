namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>The kinds of writing in which people and programs leave what is private.</summary>
internal static class Genres
{
    private static readonly string[] Tables = ["email", "phone", "iban", "card", "ssn", "nino", "steuerid", "insee", "dni", "codicefiscale", "ip", "mac", "full", "reversed"];
    private static readonly string[] Technical = ["email", "ip", "mac", "url_credentials", "secret", "private_key", "ip", "mac", "phone", "iban", "card"];

    public static readonly (string Name, Action<Scribe> Write)[] All =
    [
        ("prose", Prose), ("prose", Prose), ("e-mail", Mail), ("e-mail", Mail), ("chat", Chat), ("ticket", Ticket), ("log", Log), ("csv", Csv), ("json", Json), ("code", Code), ("markdown", Markdown), ("alone", Alone),
    ];

    private static void Prose(Scribe scribe) => Sentences(scribe, " ", scribe.Dice.Between(2, 5));

    private static void Mail(Scribe scribe)
    {
        var (dice, tongue) = (scribe.Dice, scribe.Tongue);
        if (dice.Chance(50))
        {
            scribe.Sentence("From: {full} <{email}>\nTo: {email}\n").Sentence("Subject: " + tongue.Of("subject", dice) + "\nDate: {date} {time}\n\n");
        }

        scribe.Sentence(tongue.Of("hello", dice)).Write("\n\n");
        Sentences(scribe, dice.Chance(70) ? " " : "\n", dice.Between(1, 4));
        scribe.Write("\n\n").Sentence(tongue.Of("bye", dice).Replace("\\n", "\n", StringComparison.Ordinal));
    }

    private static void Chat(Scribe scribe)
    {
        var dice = scribe.Dice;
        for (var turn = dice.Between(2, 5); turn > 0; turn--)
        {
            scribe.Sentence("[{time}] ").Write(dice.Pick(["user_17", "support", "guest42", "bot", "ops"])).Write(": ");
            if (dice.Chance(25))
            {
                scribe.Sentence(scribe.Tongue.Of("chat", dice));
            }
            else
            {
                Sentences(scribe, " ", 1);
            }

            scribe.Write("\n");
        }
    }

    private static void Ticket(Scribe scribe)
    {
        var (dice, tongue) = (scribe.Dice, scribe.Tongue);
        scribe.Sentence("Ticket {order} | {date}\nProduct: {product} {version}\n");
        foreach (var kind in Some(dice, Tables, 2))
        {
            Field(scribe, kind, ": ", "", "\n", oneLine: true);
        }

        scribe.Write("---\n").Sentence(tongue.Of("subject", dice)).Write("\n");
        Sentences(scribe, " ", dice.Between(1, 3));
    }

    private static void Log(Scribe scribe)
    {
        var dice = scribe.Dice;
        for (var line = dice.Between(1, 4); line > 0; line--)
        {
            scribe.Write($"{dice.Between(2022, 2027)}-{dice.Between(1, 12):00}-{dice.Between(1, 28):00}T{dice.Between(0, 23):00}:{dice.Between(0, 59):00}:{dice.Between(0, 59):00}.{dice.Digits(3)}Z ");
            scribe.Write(dice.Pick(["INFO  ", "WARN  ", "ERROR ", "debug: "])).Write(dice.Pick(["[auth] login ok ", "[api] POST /v1/orders 201 ", "[mailer] delivery failed ", "[billing] charge refused ", "[dhcp] lease renewed "]));
            foreach (var kind in Some(dice, Technical, dice.Between(1, 2)))
            {
                Field(scribe, kind, "=", dice.Pick(["", "\""]), " ", oneLine: true);
            }

            scribe.Write($"took={dice.Between(1, 900)}ms trace={dice.From("0123456789abcdef", 32)}\n");
        }
    }

    private static void Csv(Scribe scribe)
    {
        var dice = scribe.Dice;
        var separator = dice.Pick([",", ";", "\t"]);
        string[] columns = [.. Some(dice, Tables, dice.Between(2, 4))];
        columns = dice.Chance(30) ? ["given", "family", .. columns.Where(c => c is not ("full" or "reversed"))] : columns;
        scribe.Write("id").Write(separator).Write(string.Join(separator, columns.Select(kind => scribe.Tongue.Field(kind, dice)))).Write("\n");
        for (var (row, rows) = (1, dice.Between(2, 6)); row <= rows; row++)
        {
            scribe.Write((1000 + row).ToString());
            foreach (var kind in columns)
            {
                var quote = kind == "reversed" || dice.Chance(20) ? "\"" : "";
                scribe.Write(separator).Write(quote).Value(kind, told: true, oneLine: true).Write(quote);
            }

            scribe.Write("\n");
        }
    }

    private static void Json(Scribe scribe)
    {
        var dice = scribe.Dice;
        var wide = dice.Chance(50);
        var (line, space) = (wide ? "\n  " : "", wide ? " " : "");
        scribe.Write("{" + line + $"\"id\":{space}{dice.Digits(5)}");
        string[] kinds = [.. Some(dice, dice.Chance(70) ? Tables : Technical, dice.Between(2, 5))];
        foreach (var kind in dice.Chance(30) ? ["given", "family", .. kinds.Where(c => c is not ("full" or "reversed"))] : kinds)
        {
            scribe.Write("," + line);
            scribe.Write("\"").Write(scribe.Tongue.Field(kind, dice)).Write($"\":{space}\"").Value(kind, told: true, oneLine: true).Write("\"");
        }

        scribe.Write($",{line}\"active\":{space}true{(wide ? "\n" : "")}}}");
    }

    private static void Code(Scribe scribe)
    {
        var dice = scribe.Dice;
        var (before, between, after, comment) = dice.Pick<(string, string, string, string)>(
        [
            ("const ", " = \"", "\";\n", "// "), ("var ", " = \"", "\";\n", "// "), ("", " = '", "'\n", "# "), ("export ", "=\"", "\"\n", "# "), ("  ", ": \"", "\"\n", "# "), ("private static final String ", " = \"", "\";\n", "/* */ "),
        ]);
        scribe.Write(comment).Write(dice.Pick(["configuration of the nightly job\n", "fixture\n", "do not edit\n"]));
        foreach (var kind in Some(dice, dice.Chance(60) ? Technical : Tables, dice.Between(1, 3)))
        {
            scribe.Write(before).Write(scribe.Tongue.Field(kind, dice)).Write(between).Value(kind, told: true, oneLine: true).Write(after);
        }

        scribe.Write(before).Write("retries").Write(between).Write("3").Write(after);
    }

    private static void Markdown(Scribe scribe)
    {
        var dice = scribe.Dice;
        scribe.Sentence("## {thing} {version}\n\n").Sentence(scribe.Tongue.Prose(dice)).Write("\n\n");
        var quote = dice.Pick(["`", "", "**"]);
        foreach (var kind in Some(dice, Tables, dice.Between(2, 4)))
        {
            scribe.Write("- ").Write(scribe.Tongue.Field(kind, dice)).Write(": ").Write(quote).Value(kind, told: true).Write(quote + "\n");
        }

        scribe.Write("\n> ").Sentence(Telling(scribe));
    }

    // At the very start or end of a text, and with nothing else in it.
    private static void Alone(Scribe scribe)
    {
        var dice = scribe.Dice;
        var (before, after) = (dice.Below(3), dice.Below(3));
        if (before == 0)
        {
            scribe.Sentence(scribe.Tongue.Prose(dice)).Write(dice.Pick([" ", "\n", " - ", "\t"]));
        }

        var quote = dice.Pick(["", "", "\"", "'"]);
        scribe.Write(quote).Value(dice.Pick(LabelledKinds.Alone), told: false).Write(quote);
        if (after == 0)
        {
            scribe.Write(dice.Pick([". ", "\n", ", ", "; "])).Sentence(scribe.Tongue.Prose(dice));
        }
    }

    private static void Sentences(Scribe scribe, string between, int count)
    {
        var (dice, tongue) = (scribe.Dice, scribe.Tongue);
        for (var left = count; left > 0; left--)
        {
            if (dice.Chance(30))
            {
                scribe.Sentence(tongue.Prose(dice));
            }
            else if (dice.Chance(80))
            {
                scribe.Sentence(Telling(scribe));
            }
            else
            {
                var kind = dice.Pick(LabelledKinds.Registered);
                scribe.Sentence(tongue.Silent(kind, dice), told: false);
            }

            scribe.Write(left > 1 ? between : "");
        }
    }

    private static string Telling(Scribe scribe) => scribe.Tongue.Telling(scribe.Dice.Pick(LabelledKinds.All), scribe.Dice);

    private static void Field(Scribe scribe, string kind, string between, string quote, string end, bool oneLine) =>
        scribe.Write(scribe.Tongue.Field(kind, scribe.Dice)).Write(between).Write(quote).Value(kind, told: true, oneLine).Write(quote).Write(end);

    private static IEnumerable<string> Some(Dice dice, string[] kinds, int count) => Enumerable.Range(0, count).Select(_ => dice.Pick(kinds)).Distinct();
}
