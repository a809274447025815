using System.Text;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>A caller who speaks the provider's own dialect: bytes go through both ways.</summary>
internal static class SameDialect
{
    public static IEnumerable<Problem> Check(Recording recording, CallerBytes bytes, Heard heard)
    {
        if (heard.Upstream is not { } seen)
        {
            return [new Problem("request", $"nothing came upstream; the caller got {heard.Status}: {heard.Text}")];
        }

        return [.. Request(recording, bytes, seen), .. Answer(recording, bytes, heard)];
    }

    private static IEnumerable<Problem> Request(Recording recording, CallerBytes bytes, Sandbox.Scripted.ScriptedRequest seen)
    {
        if (bytes.Differs(seen.Body) is { } difference)
        {
            yield return new Problem("request", difference);
        }

        if (!seen.Target.Split('?')[0].EndsWith(recording.Format.Path(bytes.Model, recording.Streaming), StringComparison.Ordinal) || !seen.Target.EndsWith(QueryOf(recording), StringComparison.Ordinal))
        {
            yield return new Problem("request", $"asked at {seen.Target}");
        }

        if (seen.Headers.GetValueOrDefault("anthropic-beta") != recording.Beta)
        {
            yield return new Problem("request", "anthropic-beta did not pass");
        }
    }

    /// <summary>What a caller adds to the address; Azure's and Vertex's own additions belong to the provider.</summary>
    public static string QueryOf(Recording recording) => recording.Format is MessagesFormat or GeminiFormat ? recording.Query : "";

    private static IEnumerable<Problem> Answer(Recording recording, CallerBytes bytes, Heard heard) =>
        recording.Status != 200 ? Trouble.Of(recording).Compare(heard, translated: false)
        : recording.IsStream ? Stream(recording, bytes, heard)
        : Whole(recording, heard);

    private static IEnumerable<Problem> Whole(Recording recording, Heard heard)
    {
        var said = recording.Said;
        return said.Error is not null || said.Choices == 0
            ? (said.Error is { } told ? Trouble.InBand(told) : Trouble.Of(200, null)).Compare(heard, translated: false)
            : Unchanged(recording, heard, recording.Answer);
    }

    private static IEnumerable<Problem> Stream(Recording recording, CallerBytes bytes, Heard heard)
    {
        var said = recording.Said;
        if (said.Error is null && said.Choices > 0)
        {
            return Unchanged(recording, heard, bytes.InjectsUsage ? WithoutUsage(recording.AnswerText) : recording.Answer);
        }

        var trouble = said.Error is null ? Trouble.Of(200, null) : Trouble.InBand(said.Error);
        // What is not committed yet when the error comes is taken back, and the error told by the status.
        if (!said.Any || heard.Status != 200)
        {
            return trouble.Compare(heard, translated: false);
        }

        var sound = recording.AnswerText[..said.ErrorAt];
        if (heard.Status != 200 || !heard.Text.StartsWith(sound, StringComparison.Ordinal) || heard.Format.Split(heard.Text[sound.Length..]) is not [{ IsDone: false } last])
        {
            return [new Problem("error", $"the stream does not end in one error event after what was said: {heard.Status} {heard.Text}")];
        }

        return trouble.CompareBody(Heard.Parse(last.Data), heard.Format, translated: false);
    }

    private static IEnumerable<Problem> Unchanged(Recording recording, Heard heard, byte[] expected)
    {
        if (heard.Status != 200)
        {
            yield return new Problem("status", $"{heard.Status}: {heard.Text}");
        }
        else if (!heard.Body.AsSpan().SequenceEqual(expected))
        {
            var at = heard.Body.AsSpan().CommonPrefixLength(expected);
            yield return new Problem("bytes", $"at {at} of {expected.Length} the answer says '{Near(heard.Body, at)}' instead of '{Near(expected, at)}'");
        }

        // A stream that its provider calls JSON is called by its name.
        var isSse = recording.IsStream && EventText.Split(recording.AnswerText).Count > 0 && recording.AnswerText.TrimStart() is not ['{' or '[', ..];
        var type = isSse && !recording.ContentType.StartsWith("text/event-stream", StringComparison.Ordinal) ? "text/event-stream" : recording.ContentType;
        if (heard.Status == 200 && heard.ContentType != type)
        {
            yield return new Problem("bytes", $"content-type '{heard.ContentType}' instead of '{type}'");
        }
    }

    /// <summary>The stream without the chunks that hold usage alone, which the caller did not ask for.</summary>
    private static byte[] WithoutUsage(string sse)
    {
        var kept = new StringBuilder(sse);
        foreach (var one in Enumerable.Reverse(EventText.Split(sse)).Where(one => !one.IsDone))
        {
            var chunk = JsonNode.Parse(one.Data)!;
            if (chunk["choices"] is null or JsonArray { Count: 0 } && chunk["usage"]?["prompt_tokens"] is not null)
            {
                kept.Remove(one.Start, one.End - one.Start);
            }
        }

        return Encoding.UTF8.GetBytes(kept.ToString());
    }

    private static string Near(byte[] bytes, int at) => Encoding.UTF8.GetString(bytes.AsSpan(at, Math.Min(60, bytes.Length - at)));
}
