using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>
/// Writes a streamed answer. Blocks here come strictly one after the other, the hub's parts may grow side by side: the first with content streams, the others are held
/// until it ends. Usage stands in the event before the last, so that waits for the answer's end.
/// </summary>
internal sealed class AnthropicStreamWriter : AnswerStreamWriter
{
    /// <summary>The most characters held for parts that wait: what one event may hold.</summary>
    private const int MaxHeld = FrameReader.MaxFrameBytes;

    private readonly Dictionary<int, AnthropicBlockStream> _parts = [];
    private readonly Queue<AnthropicBlockStream> _waiting = [];
    private AnthropicBlockStream? _current;
    private readonly AnthropicEventWriter _events = new();
    private AnswerBegan? _began;
    private Usage? _usage;
    private Stop _stop;
    private bool _started;
    private bool _called;
    private bool _refused;
    private bool _over;
    private bool _follows;
    private int _followed;
    private int _blocks;
    private long _held;

    /// <summary>An upstream opens a block before it has anything to show, so its number is taken then.</summary>
    public override void Follow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        _follows = true;
        if (name.IsEmpty ? data.IndexOf(Wire.Events.ContentBlockStart) >= 0 : name.SequenceEqual(Wire.Events.ContentBlockStart))
        {
            _followed++;
        }
    }

    public override bool GoOn()
    {
        _follows = false;
        return _followed == _blocks;
    }

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        if (_over)
        {
            return;
        }

        _events.Into = into;
        switch (said)
        {
            case AnswerBegan began:
                _began ??= began;
                if (_follows)
                {
                    Start();
                }

                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case PartBegan { Choice: 0 } began:
                Begin(began);
                break;
            case PartGrew { Choice: 0 } grew:
                Take(grew.Part, new Piece(grew.Text));
                break;
            case PartSigned { Choice: 0 } signed:
                Take(signed.Part, new Piece(Signature: signed.Signature, Vendor: signed.Vendor));
                break;
            case PartCited { Choice: 0 } cited:
                Take(cited.Part, new Piece(Citation: cited.Citation));
                break;
            case PartEnded { Choice: 0 } ended:
                End(ended.Part);
                break;
            case ChoiceEnded { Choice: 0 } ended:
                EndAll();
                _stop = ended.Stop;
                break;
            case AnswerEnded:
                Finish();
                break;
        }
    }

    private void Begin(PartBegan began)
    {
        _refused |= began.Seed is RefusalPart;
        var part = new AnthropicBlockStream(began.Seed);
        _parts[began.Part] = part;
        if (part.SpeaksAtOnce || _follows)
        {
            Take(part, default);
        }
    }

    private void Take(int number, Piece piece)
    {
        if (_parts.TryGetValue(number, out var part) && part.Shows(piece))
        {
            Take(part, piece);
        }
    }

    private void Take(AnthropicBlockStream part, Piece piece)
    {
        if (_current is null)
        {
            Open(part);
        }

        if (_current == part)
        {
            part.Write(piece, _events);
            return;
        }

        if (part.Held.Count == 0)
        {
            _waiting.Enqueue(part);
        }

        part.Held.Add(piece);
        _held += piece.Text?.Length ?? 0;
        if (_held > MaxHeld)
        {
            _over = true;
            AnthropicErrorWriter.WriteEvent(AnthropicErrorReader.Broken("The answer's parts grow side by side beyond what can be put in order."), _began?.Id ?? "", _events.Into);
        }
    }

    private void End(int number)
    {
        if (!_parts.Remove(number, out var part))
        {
            return;
        }

        if (part != _current)
        {
            part.Ended = true;
            return;
        }

        CloseCurrent();
        Drain();
    }

    /// <summary>Opens what waited, in the order in which it first spoke, up to the first that may still grow.</summary>
    private void Drain()
    {
        while (_current is null && _waiting.TryDequeue(out var next))
        {
            Open(next);
            foreach (var piece in next.Held)
            {
                _held -= piece.Text?.Length ?? 0;
                next.Write(piece, _events);
            }

            next.Held.Clear();
            if (next.Ended)
            {
                CloseCurrent();
            }
        }
    }

    private void EndAll()
    {
        foreach (var number in _parts.Keys.Order().ToArray())
        {
            End(number);
        }
    }

    private void Open(AnthropicBlockStream part)
    {
        Start();
        _current = part;
        _called |= part.IsCall;
        part.Open(_blocks++, _events);
    }

    private void CloseCurrent()
    {
        _current?.Close(_events);
        _current = null;
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var json = _events.Begin(Wire.Events.MessageStart);
        json.WriteStartObject(Wire.Message);
        json.WriteString(Wire.Id, AnthropicAnswerWriter.IdOf(_began?.Id ?? ""));
        json.WriteString(Wire.Type, Wire.Words.Message);
        json.WriteString(Wire.Role, Wire.Roles.Assistant);
        json.WriteString(Wire.Model, _began?.Model ?? "");
        json.WriteStartArray(Wire.Content);
        json.WriteEndArray();
        json.WriteNull(Wire.StopReason);
        json.WriteNull(Wire.StopSequence);
        WriteUsage(json);
        json.WriteEndObject();
        _events.End();
    }

    private void Finish()
    {
        EndAll();
        Start();
        var json = _events.Begin(Wire.Events.MessageDelta);
        json.WriteStartObject(Wire.Delta);
        json.WriteString(Wire.StopReason, AnthropicStop.Write(_stop, _called, _refused));
        json.WriteString(Wire.StopSequence, _stop.Sequence);
        json.WriteEndObject();
        WriteUsage(json);
        _events.End();
        _events.Begin(Wire.Events.MessageStop);
        _events.End();
        _over = true;
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject(Wire.Usage);
        AnthropicUsage.Write(json, _usage ?? default);
        json.WriteEndObject();
    }

    /// <summary>One thing that is said of a part: words, its signature or a citation.</summary>
    internal readonly record struct Piece(string? Text = null, string? Signature = null, string? Vendor = null, Citation? Citation = null);
}
