using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reads a streamed answer. Only <c>message_stop</c> proves the end; events nobody knows are passed over.</summary>
internal sealed class AnthropicStreamReader : AnswerStreamReader
{
    private readonly Dictionary<long, AnthropicOpenBlock> _open = [];
    private AnthropicUsage _usage;
    private int _parts;
    private bool _began;
    private bool _stopped;
    private bool _over;

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty)
        {
            return;
        }

        // The document keeps pointing into its bytes, the frame's do not stay.
        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            Fail(AnthropicErrorReader.Broken("The upstream's stream holds an event that is not valid JSON."), into);
            return;
        }

        var root = reading.Root;
        var type = root[Wire.Type].IsText ? Encoding.UTF8.GetBytes(root[Wire.Type].AsText!) : name;
        if (root[Wire.Error].Exists || type.SequenceEqual(Wire.Events.Error))
        {
            Fail(AnthropicErrorReader.ReadInBand(root), into);
        }
        else
        {
            Read(type, root, into);
        }
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Fail(AnthropicErrorReader.Broken("The upstream's stream was cut before its end."), into);
        }
    }

    private void Read(ReadOnlySpan<byte> type, JsonNode root, ICollection<AnswerEvent> into)
    {
        if (type.SequenceEqual(Wire.Events.MessageStart))
        {
            Begin(root[Wire.Message], into);
        }
        else if (type.SequenceEqual(Wire.Events.ContentBlockStart))
        {
            StartBlock(root, into);
        }
        else if (type.SequenceEqual(Wire.Events.ContentBlockDelta))
        {
            if (_open.TryGetValue(IndexOf(root), out var block))
            {
                block.Grow(root[Wire.Delta], into);
            }
        }
        else if (type.SequenceEqual(Wire.Events.ContentBlockStop))
        {
            if (_open.Remove(IndexOf(root), out var block))
            {
                block.End(ref _parts, into);
            }
        }
        else if (type.SequenceEqual(Wire.Events.MessageDelta))
        {
            ReadDelta(root, into);
        }
        else if (type.SequenceEqual(Wire.Events.MessageStop))
        {
            Stop(default, into);
            _over = true;
            into.Add(new AnswerEnded());
        }
    }

    private void Begin(JsonNode message, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan(message[Wire.Id].AsText ?? "", message[Wire.Model].AsText ?? "", null));
        }

        TakeUsage(message[Wire.Usage], into);
    }

    /// <summary>Without a <c>message_start</c> nobody said who answers.</summary>
    private void BeginUnsaid(ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan("", "", null));
        }
    }

    private void StartBlock(JsonNode root, ICollection<AnswerEvent> into)
    {
        if (_stopped)
        {
            return;
        }

        BeginUnsaid(into);

        // A block that was never closed ends where the next of its index begins.
        if (_open.Remove(IndexOf(root), out var left))
        {
            left.End(ref _parts, into);
        }

        if (_open.Count < AnthropicOpenBlock.MaxOpen)
        {
            _open[IndexOf(root)] = AnthropicOpenBlock.Start(root[Wire.ContentBlock], ref _parts, into);
        }
    }

    private void ReadDelta(JsonNode root, ICollection<AnswerEvent> into)
    {
        BeginUnsaid(into);

        TakeUsage(root[Wire.Usage], into);
        var delta = root[Wire.Delta];
        if (delta[Wire.StopReason].IsText)
        {
            Stop(AnthropicStop.Read(delta[Wire.StopReason], delta[Wire.StopSequence]), into);
        }
    }

    private void Stop(Stop stop, ICollection<AnswerEvent> into)
    {
        if (_stopped)
        {
            return;
        }

        BeginUnsaid(into);

        foreach (var block in _open.Values)
        {
            block.End(ref _parts, into);
        }

        _open.Clear();
        _stopped = true;
        into.Add(new ChoiceEnded(0, stop));
    }

    private void TakeUsage(JsonNode usage, ICollection<AnswerEvent> into)
    {
        if (!usage.IsObject)
        {
            return;
        }

        _usage.Take(usage);
        if (!_usage.IsEmpty)
        {
            into.Add(new UsageTold(_usage.ToHub()));
        }
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }

    private static long IndexOf(JsonNode root) => root[Wire.Index].AsLong ?? 0;
}
