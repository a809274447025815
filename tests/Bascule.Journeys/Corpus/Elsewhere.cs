using System.Text.Json;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Sandbox.Talk;

namespace Bascule.Journeys.Corpus;

/// <summary>A recorded request, asked of a provider of another dialect: what it says must be what the provider is asked, or be named as dropped.</summary>
internal static class Elsewhere
{
    /// <summary>A short answer, or the smallest that obeys the schema which was asked for.</summary>
    public static string AnswerTo(Recording recording) => Asked.Of(recording.Format, recording.Request!).Schema is { } schema
        ? SchemaFiller.Fill(JsonElement.Parse(PlainSchema.Of(schema)?.ToJsonString() ?? "{}"), new Hints("", null)).ToJsonString()
        : "42";

    public static IEnumerable<Problem> Check(Recording recording, Heard heard, Format provider)
    {
        if (heard.Upstream is not { } seen)
        {
            return [new Problem("elsewhere", $"nothing came upstream; the caller got {heard.Status}: {heard.Text}")];
        }

        var lost = Asked.Of(recording.Format, recording.Request!).Lost(Asked.Of(provider, seen.Body)).Where(problem => !heard.Names(problem));
        return [.. lost, .. Refused(recording, provider, seen), .. Answered(heard, AnswerTo(recording))];
    }

    private static IEnumerable<Problem> Refused(Recording recording, Format provider, Sandbox.Scripted.ScriptedRequest seen) =>
        provider.Refuse(recording, seen) is { } refusal ? [new Problem("upstream", $"{refusal} in {seen.Text}")] : [];

    private static IEnumerable<Problem> Answered(Heard heard, string said) =>
        heard.Status != 200 ? [new Problem("status", $"{heard.Status}: {heard.Text}")]
        : heard.Said is var told && told.Text == said && told.Ended && told.Broken.Count == 0 ? []
        : [new Problem("text", $"'{told.Text}' instead of '{said}'{string.Concat(told.Broken.Select(one => ", " + one))}")];
}
