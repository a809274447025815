using System.Globalization;
using System.Text;

namespace Bascule.Journeys.Faults.Matrix;

/// <summary>The part of the page about resilience that says what becomes of each fault.</summary>
internal static class FaultPage
{
    /// <summary>What one call alone does not show; each is a test of its own.</summary>
    private static readonly string[][] Scenes =
    [
        ["a flapping primary", "is there for some calls and away for the next", "the answer, each time", "as above", "who answered; the failed attempts cost nothing"],
        ["kept connections closed at random", "closes a connection after an answer or under a request", "the answer", "the answer or 502 `upstream_unreachable`", "`upstream_unreachable` of the attempt that met it"],
        ["everything down, then back", "every candidate is away for a while", "503, and the answer at the first call after", "the same", "`upstream_overloaded`"],
        ["a caller who leaves", "sees the request cancelled at once", "nothing", "nothing", "499 `cancelled`; input and what was sent, estimated"],
        ["5 MB, or 20,000 events", "answers at length", "the answer", "the answer", "200"],
    ];

    public static string Section(IReadOnlyList<ProviderFault> faults)
    {
        var page = new StringBuilder()
            .AppendLine("| fault | what the provider does | it is asked | a caller with a fallback gets | without | the ledger says of the attempt |")
            .AppendLine("|---|---|---|---|---|---|");
        foreach (var fault in faults)
        {
            Row(page, [fault.Name, fault.Does, Asked(fault), Words(fault, outcome => outcome.With), Words(fault, outcome => outcome.Alone), Ledger(fault)]);
        }

        foreach (var scene in Scenes)
        {
            Row(page, [scene[0], scene[1], "", .. scene[2..]]);
        }

        return page.ToString();
    }

    private static string Words(ProviderFault fault, Func<Outcome, Gets> of)
    {
        var (whole, stream) = (fault.Whole is { } one ? Words(fault, of(one)) : null, fault.Stream is { } other ? Words(fault, of(other)) : null);
        return whole is null ? stream! : stream is null || whole == stream ? whole : $"whole: {whole}; stream: {stream}";
    }

    private static string Words(ProviderFault fault, Gets gets) => gets switch
    {
        Gets.Nothing => "",
        Gets.Answer => "the answer",
        Gets.ErrorEvent => "an error event",
        _ => fault.Status == 529 ? $"529 or 503 `{fault.Code}`" : $"{fault.Status} `{fault.Code}`",
    };

    private static string Asked(ProviderFault fault)
    {
        var (whole, stream) = (Asked(fault.Asked), Asked(fault.AskedForStream ?? fault.Asked));
        return fault.Whole is null ? stream : fault.Stream is null || whole == stream ? whole : $"whole: {whole}; stream: {stream}";
    }

    private static string Asked((int With, int Alone) times) => times.With == times.Alone ? Times(times.With) : $"{Times(times.With)}, alone {Times(times.Alone)}";

    private static string Times(int count) => count == 1 ? "once" : count == 2 ? "twice" : $"{count} times";

    private static string Ledger(ProviderFault fault) => fault.Code is null ? "200" : $"`{fault.Code}`; " + (fault.Costs switch
    {
        (false, false) => "costs nothing",
        (true, true) or (null, true) => "what was sent is billed, estimated",
        _ => "costs what was said",
    });

    private static void Row(StringBuilder page, string[] cells) => page.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |");
}
