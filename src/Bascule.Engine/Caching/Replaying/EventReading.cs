using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Caching.Replaying;

/// <summary>Reads the recorded bytes of a stream, as they come, into the hub's events.</summary>
/// <param name="from">The dialect that they are in.</param>
/// <param name="contentType">What they were called.</param>
/// <param name="vendor">Whose signatures they hold; null: nobody's that is known.</param>
/// <param name="turns">How many turns the request has: ids of calls that the dialect gives none follow from it.</param>
internal sealed class EventReading(ICallerDialect from, string contentType, string? vendor, int turns) : IDisposable
{
    private readonly FrameReader _frames = from.NewFrameReader(contentType) ?? from.NewFrameReader(from.StreamType)!;
    private readonly AnswerStreamReader _reader = from.NewStreamReader();
    private readonly List<AnswerEvent> _read = [];
    private readonly Dictionary<int, int> _calls = [];    // a choice's calls so far; bounded by the choices the answer has
    private bool _over;

    /// <summary>Reads what came, to its end where it is.</summary>
    public void Take(ReadOnlySpan<byte> bytes, bool last, ICollection<AnswerEvent> into)
    {
        while (!bytes.IsEmpty)
        {
            var room = _frames.GetMemory(Math.Min(bytes.Length, 4096)).Span;
            var taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            _frames.Advance(taken);
            bytes = bytes[taken..];
            TakeFrames();
        }

        if (last && !_over)
        {
            _frames.Complete();
            TakeFrames();
            _reader.End(_read);
        }

        foreach (var said in _read)
        {
            _over |= said is AnswerEnded or AnswerFailed;
            into.Add(Identified(Signed.By(vendor, said)));
        }

        _read.Clear();
    }

    public void Dispose() => _frames.Dispose();

    private void TakeFrames()
    {
        while (_frames.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                _reader.Read(frame.Name, frame.Data, _read);
            }
        }
    }

    private AnswerEvent Identified(AnswerEvent said)
    {
        if (said is not PartBegan { Seed: ToolCallPart call } began)
        {
            return said;
        }

        var position = _calls.GetValueOrDefault(began.Choice);
        _calls[began.Choice] = position + 1;
        return call.Id.Length > 0 ? said : began with { Seed = call with { Id = MadeIds.Of(turns, position, call.Name) } };
    }
}
