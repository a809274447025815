namespace Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

/// <summary>What is said in one language around what is to be found, and where there is nothing to find.</summary>
internal sealed class Tongue
{
    private static readonly string[] Brands =
    [
        "Siemens", "Renault", "Deutsche Telekom", "Banco Santander", "Microsoft Azure", "Google Cloud", "Red Hat", "Ferrari", "Unilever", "Lufthansa", "Air France", "Vodafone", "Ikea", "Carrefour", "Amazon Web Services",
        "Johnson & Johnson", "Morgan Stanley", "Mercedes-Benz", "Philips", "Nokia", "Iberdrola", "Zalando", "Spotify", "Barilla", "Trenitalia", "Lego", "Samsung Galaxy", "General Electric", "Bosch", "Coca-Cola",
    ];

    private static readonly string[] Products =
    [
        "Visual Studio Code", "Windows Server", "Power BI", "Kubernetes", "PostgreSQL", "Apache Kafka", "GitHub Actions", "Adobe Acrobat", "Excel", "Jira", "Confluence", "SAP HANA", "Ubuntu", "Docker Desktop", "Red Hat Linux", "Spring Boot", "TypeScript",
    ];

    private readonly ILookup<string, string> _sentences;
    private readonly ILookup<string, string> _words;

    private Tongue(string code, string sentences, string words)
    {
        Code = code;
        _sentences = Read(sentences, ':');
        _words = Read(words, '=', '|');
    }

    public static IReadOnlyList<Tongue> All { get; } =
    [
        new("en", EnglishText.Sentences, EnglishText.Words), new("de", GermanText.Sentences, GermanText.Words), new("fr", FrenchText.Sentences, FrenchText.Words),
        new("es", SpanishText.Sentences, SpanishText.Words), new("it", ItalianText.Sentences, ItalianText.Words),
    ];

    public string Code { get; }

    /// <summary>A sentence without anything personal.</summary>
    public string Prose(Dice dice) => dice.Pick([.. _sentences["prose"]]);

    public string Of(string purpose, Dice dice) => dice.Pick([.. _sentences[purpose]]);

    /// <summary>A sentence that says what its value is: the kind's own, or one that names it.</summary>
    public string Telling(string kind, Dice dice)
    {
        string[] own = [.. _sentences[kind]];
        return own.Length > 0 && (!_words[kind].Any() || dice.Chance(50))
            ? dice.Pick(own)
            : dice.Pick([.. _sentences["told"]]).Replace("{label}", dice.Pick([.. _words[kind]]), StringComparison.Ordinal).Replace("{value}", "{" + kind + "}", StringComparison.Ordinal);
    }

    /// <summary>A sentence that does not say what its value is.</summary>
    public string Silent(string kind, Dice dice) => Of("untold", dice).Replace("{value}", "{" + kind + "}", StringComparison.Ordinal);

    /// <summary>What a column or a member is called that holds the kind.</summary>
    public string Field(string kind, Dice dice) => dice.Pick([.. _words["field." + kind]]);

    /// <summary>A word for a slot that holds nothing personal; null where the slot is a kind.</summary>
    public string? Fill(string slot, Dice dice) => slot switch
    {
        "place" or "month" or "day" or "thing" => dice.Pick([.. _words[slot]]),
        "brand" => dice.Pick(Brands),
        "product" => dice.Pick(Products),
        "number" => dice.Between(2, 980).ToString(),
        "amount" => $"{dice.Between(1, 900)}{(Code == "en" ? '.' : ',')}{dice.Digits(2)}",
        "year" => dice.Between(1970, 2031).ToString(),
        "date" => Date(dice),
        "time" => $"{dice.Between(0, 23):00}:{dice.Between(0, 59):00}",
        "order" => dice.Below(4) switch { 0 => "A-" + dice.Digits(6), 1 => "#" + dice.Digits(5), 2 => $"PO-{dice.Between(2019, 2026)}-{dice.Digits(4)}", _ => dice.Digits(8) },
        "version" => $"{dice.Between(0, 20)}.{dice.Between(0, 40)}.{dice.Between(0, 30)}",
        _ => null,
    };

    private string Date(Dice dice)
    {
        var (y, m, d) = (dice.Between(1990, 2030), dice.Between(1, 12), dice.Between(1, 28));
        return dice.Below(4) switch { 0 => $"{y}-{m:00}-{d:00}", 1 => $"{d:00}/{m:00}/{y}", 2 => $"{d:00}.{m:00}.{y}", _ => $"{d} {dice.Pick([.. _words["month"]])} {y}" };
    }

    private static ILookup<string, string> Read(string lines, char mark, char between = '\0') =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => (Key: line[..line.IndexOf(mark)].Trim(), Text: line[(line.IndexOf(mark) + 1)..].Trim()))
            .SelectMany(line => (between == '\0' ? [line.Text] : line.Text.Split(between, StringSplitOptions.TrimEntries)).Select(text => (line.Key, text)))
            .ToLookup(pair => pair.Key, pair => pair.text);
}
