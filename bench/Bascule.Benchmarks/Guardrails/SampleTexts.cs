using System.Text;

namespace Bascule.Benchmarks.Guardrails;

/// <summary>Text of the kinds that requests hold, made of sentences drawn by a fixed seed.</summary>
internal static class SampleTexts
{
    private static readonly string[] English =
    [
        "The committee met again in the morning and agreed that the report, which had taken three months, was ready to be sent.",
        "She walked along the river until the lights of the town came into view; it was half past nine.",
        "In 2019 the company employed 1,240 people in 14 countries, about 8 % more than in the year before.",
        "Please summarise the following text in five sentences and list the open questions at the end.",
        "What makes a gateway useful is not that it is fast, but that nobody has to think about it.",
        "\"I can't say,\" he replied, \"but I'd rather we waited until the weather gets better.\"",
        "Most of the work was done by hand, since the machines (all of them old) broke down every other day.",
    ];

    private static readonly string[] Code =
    [
        "    public async Task<int> RunAsync(string path, CancellationToken cancel = default)\n    {\n        var count = 0;\n",
        "        for (var i = 0; i < items.Length; i++)\n        {\n            total += items[i].Price * 1.19m;\n        }\n\n",
        "        if (response.StatusCode == 404 || retries >= MaxRetries) return null; // nothing to be had there\n",
        "def load(self, name: str, *, timeout: float = 30.0) -> dict[str, int]:\n    with open(f\"{self.root}/{name}.json\", encoding=\"utf-8\") as file:\n        return json.load(file)\n",
        "const { data, error } = await client.from('orders').select('id, total_price, created_at').eq('status', 'open');\n",
        "  \"dependencies\": { \"left-pad\": \"^1.3.0\", \"typescript\": \"~5.4.2\" },\n",
    ];

    private static readonly string[] German =
    [
        "Der Ausschuss hat gestern beschlossen, dass der Bericht über die Lieferkette noch einmal geprüft werden muss. ",
        "Für das nächste Jahr rechnen wir mit höheren Kosten, weil die Verträge im März auslaufen. ",
        "Größere Änderungen sind nur möglich, wenn alle Beteiligten rechtzeitig zustimmen. ",
        "Im Jahr 2021 waren es 340 Fälle, heute sind es nur noch 112. ",
    ];

    private static readonly string[] Mixed =
    [
        "2026-11-27T00:35:12.123Z INFO request id=550e8400-e29b-41d4-a716-446655440000 took 17 ms from 203.0.113.9\n",
        "See https://docs.example.com/a%20guide/?x=1&amp;y=2 for more — or ask support@example.com.\n",
        "Anna Schmidt called +49 30 1234567 about invoice 4500123456 of 15.01.2026 over 1.234,50 €.\n",
        "The naïve café “around the corner” opens at 10:30.\n",
    ];

    public static IEnumerable<(string Name, byte[] Text)> All(int size)
    {
        yield return ("english", Make(English, " ", size));
        yield return ("code", Make(Code, "", size));
        yield return ("german", Make(German, "", size));
        yield return ("mixed", Make(Mixed, "", size));
    }

    private static byte[] Make(string[] pieces, string joint, int size)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < size)
        {
            text.Append(pieces[random.Next(pieces.Length)]).Append(joint);
        }

        return Encoding.UTF8.GetBytes(text.ToString()).AsSpan(0, size).ToArray();
    }
}
