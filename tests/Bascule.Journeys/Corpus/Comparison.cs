using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>Holds what a caller was told against what the recording says, one feature at a time.</summary>
internal static class Comparison
{
    public static IEnumerable<Problem> Compare(Said expected, Said actual, Format from, Format to)
    {
        var inFull = expected.Error is null;
        return
        [
            .. from.NamesModel && to.NamesModel ? Same("model", expected.Model, actual.Model) : [],
            .. Same("text", expected.Text, actual.Text),
            .. Reasoning(expected.Reasoning, actual.Reasoning),
            .. Same("opaque", Opaque(expected), Opaque(actual)),
            .. Calls(expected.Calls, actual.Calls),
            .. inFull ? Same("stop", expected.Stop, actual.Stop) : [],
            .. inFull ? Same("usage", $"{to.Tells(expected.Usage)}", $"{actual.Usage}") : [],
            .. Same("citations", string.Join(' ', expected.CitedUrls), string.Join(' ', actual.CitedUrls)),
            .. Same("document-citations", $"{expected.CitedDocuments}", $"{actual.CitedDocuments}"),
            .. Same("choices", $"{expected.Choices}", $"{actual.Choices}"),
            .. Same("logprobs", $"{expected.LogProbabilities}", $"{actual.LogProbabilities}"),
            .. Same("audio", $"{expected.Audio}", $"{actual.Audio}"),
            .. Same("images", $"{expected.Images}", $"{actual.Images}"),
            .. Same("server-tools", string.Join(' ', expected.Foreign), string.Join(' ', actual.Foreign)),
        ];
    }

    /// <summary>What proves thinking, wherever a format has it stand.</summary>
    private static string Opaque(Said said) => string.Join(' ', said.Redacted.Concat(said.Signatures).Order(StringComparer.Ordinal));

    private static IEnumerable<Problem> Calls(List<Call> expected, List<Call> actual)
    {
        if (expected.Count != actual.Count)
        {
            yield return new Problem("calls", $"{actual.Count} calls instead of {expected.Count}");
            yield break;
        }

        foreach (var (wanted, got) in expected.Zip(actual))
        {
            if (wanted.Name != got.Name || !wanted.SameArguments(got))
            {
                yield return new Problem("calls", $"{got} instead of {wanted}");
            }

            if (got.Id.Length == 0 || (wanted.Id.Length > 0 && wanted.Id != got.Id && expected.Count(one => one.Id == wanted.Id) == 1))
            {
                yield return new Problem("calls", $"the id '{got.Id}' instead of '{wanted.Id}'");
            }
        }

        if (actual.Select(call => call.Id).Distinct().Count() != actual.Count)
        {
            yield return new Problem("calls", "an id comes twice");
        }
    }

    /// <summary>Where thinking is one text, its parts are set apart by an empty line; where it comes in parts, one text may be several of them.</summary>
    private static IEnumerable<Problem> Reasoning(List<string> expected, List<string> actual) =>
        string.Concat(expected) == string.Concat(actual) ? [] : Same("reasoning", string.Join("\n\n", expected), string.Join("\n\n", actual));

    private static IEnumerable<Problem> Same(string feature, string expected, string actual) =>
        expected == actual ? [] : [new Problem(feature, $"'{actual}' instead of '{expected}'")];
}
