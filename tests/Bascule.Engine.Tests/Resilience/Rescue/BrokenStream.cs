using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Rescue;
using Bascule.Engine.Tests.Dialects;
using Bascule.Engine.Tests.Dialects.Ndjson;

namespace Bascule.Engine.Tests.Resilience.Rescue;

/// <summary>A stream of a caller's dialect as its events, to be broken off after any of them and carried on.</summary>
internal sealed class BrokenStream
{
    public static readonly Usage Then = new() { Input = 130, Output = 30 };

    private readonly ICallerDialect _dialect;
    private readonly List<(byte[] Raw, byte[] Name, byte[] Data)> _frames = [];

    public BrokenStream(ICallerDialect dialect, string streamType, byte[] stream)
    {
        _dialect = dialect;
        using var reader = dialect.NewFrameReader(streamType)!;
        Lines.Feed(reader, stream);
        reader.Complete();
        while (reader.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                _frames.Add((frame.Raw.ToArray(), frame.Name.ToArray(), frame.Data.ToArray()));
            }
        }

        Events = Read(_frames);
        try
        {
            StreamOrder.Check(dialect.Name, Encoding.UTF8.GetString(stream));
            IsOrdered = true;
        }
        catch (Exception disorder) when (disorder is Xunit.Sdk.XunitException or KeyNotFoundException or InvalidOperationException or System.Text.Json.JsonException)
        {
            // Some upstreams number and name as they like; nobody mends what passes through.
        }
    }

    public int Count => _frames.Count;

    /// <summary>The whole stream is one that a strict client takes.</summary>
    public bool IsOrdered { get; }

    /// <summary>What the first attempt of the last <see cref="Carry"/> is taken to have used.</summary>
    public Usage Before { get; private set; }

    /// <summary>What the whole stream says.</summary>
    public List<AnswerEvent> Events { get; }

    public string Text => TextOf(Events);

    public static string TextOf(IEnumerable<AnswerEvent> events) =>
        string.Concat(AnswerFold.Fold(events).Choices.Where(choice => choice.Index == 0).SelectMany(choice => choice.Parts).OfType<TextPart>().Select(part => part.Text));

    /// <summary>What a caller gets who had the first <paramref name="kept"/> events passed on and the rest from another upstream; null: it cannot be carried on.</summary>
    /// <param name="rest">The other upstream's answer, given where the first stands.</param>
    public string? Carry(int kept, Func<BreakPoint, IEnumerable<AnswerEvent>> rest, bool repeats = false, int[]? breaks = null)
    {
        var asked = new ChatRequest { Model = "m", Stream = true, StreamUsage = true };
        var writer = _dialect.NewStreamWriter(asked);
        var record = new AnswerRecord(writer);
        var (reader, scan) = (_dialect.NewStreamReader(), _dialect.NewStreamScan());
        var told = new ArrayBufferWriter<byte>();
        foreach (var (raw, name, data) in _frames.Take(kept))
        {
            told.Write(raw);
            record.Follow(new Frame(raw, name, data, true, 0), scan.Scan(name, data), reader);
            if (scan.Finished)
            {
                record.Finish();
            }
        }

        Before = scan.Usage with { Input = scan.Usage.Input ?? 100, Output = Math.Max(scan.Usage.Output ?? 0, 20) };

        // Every further break is one of a stream that was carried on already.
        foreach (var after in (breaks ?? []).Append(int.MaxValue))
        {
            if (record.Stand() is not { } standing)
            {
                return null;
            }

            var splice = new Continuation(standing, repeats, Before, 100);
            var into = new List<AnswerEvent>();
            foreach (var said in rest(standing).Take(after))
            {
                splice.Take(said, into);
            }

            foreach (var said in into)
            {
                record.Take(said);
                writer.Write(said, told);
            }
        }

        return Encoding.UTF8.GetString(told.WrittenSpan);
    }

    /// <summary>The events of what a caller got.</summary>
    public List<AnswerEvent> Read(string stream) => new BrokenStream(_dialect, _dialect.StreamType, Encoding.UTF8.GetBytes(stream)).Events;

    /// <summary>An answer of these words, in pieces.</summary>
    public static IEnumerable<AnswerEvent> Say(string text, string thought = "") => AnswerFold.Tell(
        new Answer
        {
            Id = "second",
            Model = "other",
            Choices = [new Choice(0, [.. thought.Length > 0 ? [new ReasoningPart(thought)] : Array.Empty<Part>(), new TextPart(text)], new Stop(StopReason.EndTurn))],
            Usage = Then,
        },
        pieces: 3);

    private List<AnswerEvent> Read(IEnumerable<(byte[] Raw, byte[] Name, byte[] Data)> frames)
    {
        var events = new List<AnswerEvent>();
        var reader = _dialect.NewStreamReader();
        foreach (var (_, name, data) in frames)
        {
            reader.Read(name, data, events);
        }

        reader.End(events);
        return events;
    }
}
