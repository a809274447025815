using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Caching.Semantic.Reading;

/// <summary>The words of a recorded answer, in whichever dialect and form it was recorded.</summary>
public static class AnswerText
{
    /// <summary>Characters that are compared: answers past it are long enough to differ in ways nobody would call a false hit.</summary>
    public const int Most = 64 * 1024;

    /// <summary>What it says; null: more than words, more than one choice, or it did not end by itself.</summary>
    public static string? Of(CachedAnswer answer) => DialectSet.FindCaller(answer.Dialect) is { } dialect ? Of(dialect, answer.ContentType, answer.Stream, answer.Bytes) : null;

    /// <inheritdoc cref="Of(CachedAnswer)"/>
    public static string? Of(ICallerDialect dialect, string contentType, bool stream, ReadOnlyMemory<byte> bytes)
    {
        var text = stream ? Streamed(dialect, contentType, bytes.Span) : dialect.ReadAnswer(bytes).Value is { Choices: [var only] } && Ended(only.Stop) ? Whole(only.Parts) : null;
        return text is { Length: <= Most } && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    private static bool Ended(Stop stop) => stop.Reason is StopReason.EndTurn or StopReason.StopSequence;

    private static string? Whole(IReadOnlyList<Part> parts) => parts.All(part => part is TextPart or ReasoningPart) ? string.Concat(parts.OfType<TextPart>().Select(part => part.Text)) : null;

    private static string? Streamed(ICallerDialect dialect, string contentType, ReadOnlySpan<byte> bytes)
    {
        using var frames = dialect.NewFrameReader(contentType) ?? dialect.NewFrameReader(dialect.StreamType);
        if (frames is null)
        {
            return null;
        }

        var (reader, said) = (dialect.NewStreamReader(), new List<AnswerEvent>());
        while (!bytes.IsEmpty)
        {
            var room = frames.GetMemory(Math.Min(bytes.Length, 4096)).Span;
            var taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            frames.Advance(taken);
            bytes = bytes[taken..];
            Take(frames, reader, said);
        }

        frames.Complete();
        Take(frames, reader, said);
        reader.End(said);
        return Told(said);
    }

    private static void Take(FrameReader frames, AnswerStreamReader reader, List<AnswerEvent> said)
    {
        while (frames.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                reader.Read(frame.Name, frame.Data, said);
            }
        }
    }

    private static string? Told(List<AnswerEvent> said)
    {
        var words = new StringBuilder();
        var texts = new HashSet<int>();
        var (ended, whole) = (false, false);
        foreach (var one in said)
        {
            switch (one)
            {
                case AnswerFailed or PartBegan { Choice: > 0 } or PartBegan { Seed: not (TextPart or ReasoningPart) }:
                    return null;
                case PartBegan { Seed: TextPart seed } began:
                    texts.Add(began.Part);
                    words.Append(seed.Text);
                    break;
                case PartGrew grew when texts.Contains(grew.Part):
                    words.Append(grew.Text);
                    break;
                case ChoiceEnded choice:
                    ended = Ended(choice.Stop);
                    break;
                case AnswerEnded:
                    whole = true;
                    break;
                default:
                    break;
            }
        }

        return ended && whole ? words.ToString() : null;
    }
}
