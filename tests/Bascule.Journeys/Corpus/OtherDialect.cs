using System.Buffers;
using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>A caller who speaks another dialect than the provider: what the recording says must be what he is told, and the provider must take what is asked of it.</summary>
internal static class OtherDialect
{
    /// <summary>The recorded request in the caller's words, as his own client would have written it, and what had no place there; null where it cannot be said there.</summary>
    public static (byte[] Body, string Dropped)? Translate(Recording recording, Format caller, out string? why)
    {
        why = null;
        if (DialectSet.FindCaller(recording.Format.Name) is not { } own)
        {
            return (Encoding.UTF8.GetBytes(WithModel(caller, $"{recording.Format.Name}/some-model", recording.Streaming)), "");
        }

        var bytes = CallerBytes.Of(recording);
        var read = own.ReadRequest(bytes.Upstream, recording.Format.ModelInAddress ? new CallAddress(bytes.Model, recording.Streaming) : null);
        var buffer = new ArrayBufferWriter<byte>();
        var writing = new RequestWriting { Model = $"{recording.Format.Name}/{bytes.Model}", From = recording.Format.Name, SignaturesOf = "anthropic" };
        var failure = read.Failure ?? DialectSet.FindCaller(caller.Name)!.WriteRequest(read.Value! with { StreamUsage = read.Value.Stream }, writing, buffer);
        why = failure?.Message;
        return failure is null ? (buffer.WrittenSpan.ToArray(), string.Join(',', writing.Dropped)) : null;
    }

    /// <param name="dropped">What had no place already where the caller's client wrote it.</param>
    public static IEnumerable<Problem> Check(Recording recording, Heard heard, string dropped)
    {
        if (heard.Upstream is not { } seen)
        {
            return [new Problem("request", $"nothing came upstream; the caller got {heard.Status}: {heard.Text}")];
        }

        return recording.Status == 200
            ? [.. Strict(recording, seen), .. Lost(recording, heard, dropped), .. Answer(recording, heard)]
            : Trouble.Of(recording).Compare(heard, translated: true);
    }

    private static IEnumerable<Problem> Strict(Recording recording, Sandbox.Scripted.ScriptedRequest seen)
    {
        if (recording.Format.Refuse(recording, seen) is { } refusal)
        {
            yield return new Problem("upstream", $"{refusal} in {seen.Text}");
        }
    }

    /// <summary>There and back again: what the recorded request says must reach its provider, but for what was named on the way.</summary>
    private static IEnumerable<Problem> Lost(Recording recording, Heard heard, string dropped)
    {
        if (recording.Request is not { } asked || !recording.Format.IsCallers)
        {
            return [];
        }

        var named = heard with { Dropped = dropped, Format = recording.Format };
        return Asked.Of(recording.Format, asked).Lost(Asked.Of(recording.Format, heard.Upstream!.Body)).Where(problem => !heard.Names(problem) && !named.Names(problem));
    }

    private static IEnumerable<Problem> Answer(Recording recording, Heard heard)
    {
        var expected = recording.Said;
        var broken = expected.Error is null && !expected.IsSound;
        // What is not committed yet when the error comes is taken back, and the error told by the status.
        if (!expected.IsSound && !(recording.IsStream && expected.Any && heard.Status == 200))
        {
            return (broken ? Trouble.Of(200, null) : Trouble.InBand(expected.Error!)).Compare(heard, translated: true);
        }

        if (heard.Status != 200)
        {
            return [new Problem("status", $"{heard.Status}: {heard.Text}")];
        }

        if (heard.IsStream != recording.IsStream)
        {
            return [new Problem("status", $"answered as {heard.ContentType}")];
        }

        var actual = heard.Said;
        return [.. Comparison.Compare(expected, actual, recording.Format, heard.Format), .. Ending(expected, actual, heard)];
    }

    private static IEnumerable<Problem> Ending(Said expected, Said actual, Heard heard)
    {
        foreach (var broken in actual.Broken)
        {
            yield return new Problem("stream", broken);
        }

        if (heard.IsStream && expected.Error is null && !actual.Ended)
        {
            yield return new Problem("stream", "its end is not told");
        }

        if (expected.Error is not null && (actual.Error is null || heard.Text.Contains("[DONE]", StringComparison.Ordinal) || heard.Text.Contains("message_stop", StringComparison.Ordinal)))
        {
            yield return new Problem("error", "the error inside the stream is not told");
        }
    }

    /// <summary>The smallest request there is in a format, for a model.</summary>
    private static string WithModel(Format format, string model, bool stream)
    {
        var hello = System.Text.Json.Nodes.JsonNode.Parse(format.Hello(stream))!;
        if (!format.ModelInAddress)
        {
            hello["model"] = model;
        }

        if (stream && format.StreamUsageIsAsked)
        {
            hello["stream_options"] = new System.Text.Json.Nodes.JsonObject { ["include_usage"] = true };
        }

        return hello.ToJsonString();
    }
}
