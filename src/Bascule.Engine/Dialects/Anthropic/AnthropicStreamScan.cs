using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Looks at the frames of a passed-through stream. Only <c>message_stop</c> proves the end.</summary>
internal sealed class AnthropicStreamScan : StreamScan
{
    private readonly EventMemo _memo = new();
    private AnthropicUsage _usage;
    private bool _over;

    public override bool EndIsProof => false;

    public override FrameMeaning Scan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ModelValue = default;
        if (_over)
        {
            // Some proxies send `[DONE]` after the end; the answer is already proved.
            return Failure is null ? FrameMeaning.Terminal : FrameMeaning.Failed;
        }

        if (data.IsEmpty)
        {
            return FrameMeaning.Prelude;
        }

        if (_memo.TryMatch(name, data, out var text))
        {
            Say(text);
            return FrameMeaning.Content;
        }

        var seen = new Seen { Loop = Loop, IsPlain = true };
        try
        {
            var json = AnthropicScanning.Open(data);
            ScanFrame(ref json, ref seen);
        }
        catch (JsonException)
        {
            return Fail(AnthropicErrorReader.Broken("The upstream's stream holds an event that is not valid JSON."));
        }

        if (seen.HasError || seen.Event == Event.Error || (seen.Event == Event.Unknown && name.SequenceEqual(Wire.Events.Error)))
        {
            return Fail(AnthropicErrorReader.Read(AnthropicErrorReader.NoStatus, data));
        }

        ContentBytes += seen.ContentBytes;
        var meaning = Means(seen, name);
        Spoke |= meaning == FrameMeaning.Content;
        if (seen is { Event: Event.BlockDelta, Texts: 1, ContentBytes: > 0, HasOtherContent: false, HasStopReason: false, IsPlain: true })
        {
            _memo.Learn(name, data, seen.Text);
        }

        return meaning;
    }

    private FrameMeaning Means(in Seen seen, ReadOnlySpan<byte> name)
    {
        switch (seen.Event == Event.Unknown ? EventOf(name) : seen.Event)
        {
            case Event.BlockStart:
                return seen.ContentBytes > 0 || !seen.BlockIsEmptyAtFirst ? FrameMeaning.Content : FrameMeaning.Prelude;
            case Event.BlockDelta:
                return seen.ContentBytes > 0 || seen.HasOtherContent ? FrameMeaning.Content : FrameMeaning.Prelude;
            case Event.MessageDelta when seen.HasStopReason:
                Finished = true;
                End(seen.Stop);
                return FrameMeaning.Finish;
            case Event.MessageStop:
                _over = true;
                return FrameMeaning.Terminal;
            default:
                return FrameMeaning.Prelude;
        }
    }

    private void ScanFrame(ref Utf8JsonReader json, ref Seen seen)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            if (name.SequenceEqual(Wire.Type))
            {
                json.Read();
                seen.Event = json.TokenType == JsonTokenType.String ? EventOf(json.ValueSpan) : Event.Unknown;
                json.Skip();
            }
            else if (name.SequenceEqual(Wire.Delta) || name.SequenceEqual(Wire.ContentBlock))
            {
                ScanInner(ref json, ref seen);
            }
            else if (name.SequenceEqual(Wire.Usage))
            {
                seen.IsPlain = false;
                json.Read();
                _usage.Take(ref json);
                Usage = _usage.ToHub();
            }
            else if (name.SequenceEqual(Wire.Message))
            {
                seen.IsPlain = false;
                ScanMessage(ref json);
            }
            else if (name.SequenceEqual(Wire.Error))
            {
                json.Read();
                seen.HasError |= json.TokenType != JsonTokenType.Null;
                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        AnthropicScanning.Close(ref json);
    }

    private void ScanMessage(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            if (name.SequenceEqual(Wire.Usage))
            {
                json.Read();
                _usage.Take(ref json);
                Usage = _usage.ToHub();
            }
            else if (name.SequenceEqual(Wire.Id))
            {
                json.Read();
                Id = json.TokenType == JsonTokenType.String ? JsonText.Unescape(json.ValueSpan) : Id;
                json.Skip();
            }
            else if (name.SequenceEqual(Wire.Model))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    Model = JsonText.Unescape(json.ValueSpan);
                    ModelValue = AnthropicScanning.WhereIs(in json);
                }

                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    /// <summary>A <c>delta</c> or a <c>content_block</c>: what has text in it, and whether it says why the model stopped.</summary>
    private static void ScanInner(ref Utf8JsonReader json, ref Seen seen)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            var isType = name.SequenceEqual(Wire.Type);
            var grows = name.SequenceEqual(Wire.Text) || name.SequenceEqual(Wire.Thinking) || name.SequenceEqual(Wire.PartialJson);
            var other = name.SequenceEqual(Wire.Signature) || name.SequenceEqual(Wire.Citation) || name.SequenceEqual(Wire.Content);
            var stops = name.SequenceEqual(Wire.StopReason);
            json.Read();
            var text = json.TokenType == JsonTokenType.String ? json.ValueSpan : default;
            if (isType)
            {
                seen.BlockIsEmptyAtFirst = text.SequenceEqual("text"u8) || text.SequenceEqual("thinking"u8);
            }
            else if (grows)
            {
                seen.Texts++;
                seen.Text = ((int)json.TokenStartIndex + 1)..((int)json.BytesConsumed - 1);
                seen.ContentBytes += text.Length;
                seen.Loop?.Take(text);
            }
            else if (other)
            {
                seen.HasOtherContent |= !text.IsEmpty || json.TokenType == JsonTokenType.StartObject;
            }
            else if (stops)
            {
                seen.HasStopReason |= json.TokenType == JsonTokenType.String;
                seen.Stop = AnthropicStop.ReasonOf(text);
            }

            json.Skip();
        }
    }

    private FrameMeaning Fail(Failure failure)
    {
        (Failure, _over) = (failure, true);
        return FrameMeaning.Failed;
    }

    private static Event EventOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual(Wire.Events.ContentBlockDelta))
        {
            return Event.BlockDelta;
        }

        if (name.SequenceEqual(Wire.Events.ContentBlockStart))
        {
            return Event.BlockStart;
        }

        if (name.SequenceEqual(Wire.Events.MessageDelta))
        {
            return Event.MessageDelta;
        }

        if (name.SequenceEqual(Wire.Events.MessageStop))
        {
            return Event.MessageStop;
        }

        return name.SequenceEqual(Wire.Events.Error) ? Event.Error : name.IsEmpty ? Event.Unknown : Event.Other;
    }

    /// <summary>The events that mean something here; <see cref="Unknown"/> has no <c>type</c>.</summary>
    private enum Event
    {
        Unknown,
        Other,
        BlockStart,
        BlockDelta,
        MessageDelta,
        MessageStop,
        Error,
    }

    /// <summary>What one frame holds; members may come in any order.</summary>
    private struct Seen
    {
        public Event Event;
        public long ContentBytes;
        public bool BlockIsEmptyAtFirst;
        public bool HasOtherContent;
        public bool HasStopReason;
        public StopReason Stop;
        public LoopWatch? Loop;
        public bool HasError;
        public int Texts;
        public Range Text;
        public bool IsPlain;
    }
}
