using System.Buffers;
using Bascule.Engine.Dialects;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.OpenAiChat;

namespace Bascule.Journeys.Corpus;

/// <summary>A caller who speaks the other dialect: what the recording says must be what he is told, and the provider must take what is asked of it.</summary>
internal static class OtherDialect
{
    /// <summary>The recorded request in the other dialect's words, as its own client would have written it; null where it cannot be said there.</summary>
    public static byte[]? Translate(Recording recording, CallerBytes bytes, out string? why)
    {
        why = null;
        var read = DialectSet.FindCaller(recording.Dialect)!.ReadRequest(bytes.Upstream);
        var buffer = new ArrayBufferWriter<byte>();
        var writing = new RequestWriting { Model = $"{recording.Dialect}/{bytes.Model}", From = recording.Dialect, SignaturesOf = "anthropic" };
        var failure = read.Failure ?? DialectSet.FindCaller(Formats.Other(recording.Dialect))!.WriteRequest(read.Value! with { StreamUsage = read.Value.Stream }, writing, buffer);
        why = failure?.Message;
        return failure is null ? buffer.WrittenSpan.ToArray() : null;
    }

    public static IEnumerable<Problem> Check(Recording recording, Heard heard)
    {
        if (heard.Upstream is not { } seen)
        {
            return [new Problem("request", $"nothing came upstream; the caller got {heard.Status}: {heard.Text}")];
        }

        return recording.Status == 200
            ? [.. Strict(recording, seen), .. Lost(recording, seen), .. Answer(recording, heard)]
            : Failed(recording, heard);
    }

    private static IEnumerable<Problem> Strict(Recording recording, Sandbox.Scripted.ScriptedRequest seen)
    {
        var refusal = recording.IsMessages
            ? AnthropicStrictness.Refuse(seen.Json, new AnthropicTerms { Version = seen.Headers.GetValueOrDefault("anthropic-version"), Beta = recording.Beta, TakesForeignSignatures = true })
            : OpenAiStrictness.Refuse(seen.Json);
        if (refusal is not null)
        {
            yield return new Problem("upstream", $"{refusal.Message} {refusal.Param} in {seen.Text}");
        }
    }

    /// <summary>There and back again: what the recorded request says must reach its provider.</summary>
    private static IEnumerable<Problem> Lost(Recording recording, Sandbox.Scripted.ScriptedRequest seen) =>
        recording.Request is { } asked ? Asked.Of(recording.IsMessages, asked).Lost(Asked.Of(recording.IsMessages, seen.Body)) : [];

    private static IEnumerable<Problem> Failed(Recording recording, Heard heard) =>
        Trouble.Of(recording.Status, recording.AnswerJson).Compare(heard.Status, heard.Json, !recording.IsMessages, translated: true);

    private static IEnumerable<Problem> Answer(Recording recording, Heard heard)
    {
        var toMessages = !recording.IsMessages;
        var expected = Said.Of(recording);
        var broken = expected.Error is null && (expected.Choices == 0 || !expected.Ended);
        // What is not committed yet when the error comes is taken back, and the error told by the status.
        if ((expected.Error is not null || broken) && !(recording.IsSse && expected.Any && heard.Status == 200))
        {
            var trouble = broken ? Trouble.Of(200, null) : Trouble.InBand(expected.Error!);
            return trouble.Compare(heard.Status, heard.Json, toMessages, translated: true);
        }

        if (heard.Status != 200)
        {
            return [new Problem("status", $"{heard.Status}: {heard.Text}")];
        }

        if (heard.IsSse != recording.IsSse)
        {
            return [new Problem("status", $"answered as {heard.ContentType}")];
        }

        var actual = Said.Of(toMessages, heard);
        return [.. Comparison.Compare(expected, actual), .. Ending(expected, actual, heard)];
    }

    private static IEnumerable<Problem> Ending(Said expected, Said actual, Heard heard)
    {
        foreach (var broken in actual.Broken)
        {
            yield return new Problem("stream", broken);
        }

        if (heard.IsSse && expected.Error is null && !actual.Ended)
        {
            yield return new Problem("stream", "its end is not told");
        }

        if (expected.Error is not null && (actual.Error is null || heard.Text.Contains("[DONE]", StringComparison.Ordinal) || heard.Text.Contains("message_stop", StringComparison.Ordinal)))
        {
            yield return new Problem("error", "the error inside the stream is not told");
        }
    }
}
