using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Sse;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes events of the hub as a response's events, numbered from 0; the last one holds the whole answer.</summary>
internal sealed class ResponsesStreamWriter(ChatRequest asked) : AnswerStreamWriter
{
    private readonly Dictionary<int, ResponsesItemWriting> _byPart = [];
    private readonly List<ResponsesItemWriting> _items = [];
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private readonly Utf8JsonWriter _json = JsonWriting.To(new ArrayBufferWriter<byte>(1));
    private ResponseHead _head = new("", "", 0, null);
    private ResponsesItemWriting? _message;
    private Stop _stop;
    private Usage _usage;
    private bool _refused;
    private long _sequence;
    private int _next;
    private long? _followed;
    private (long Place, string Id)? _announced;

    public override long EventsWritten => _sequence;

    public override void Follow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            return;
        }

        _followed = reading.Root[W.SequenceNumber].AsLong ?? _followed;
        if (reading.Root[W.Type].AsText == W.Events.ItemAdded && reading.Root[W.Item][W.Id].AsText is { } id && reading.Root[W.OutputIndex].AsLong is { } place)
        {
            _announced = (place, id);
        }
    }

    public override bool GoOn()
    {
        _sequence = _followed + 1 ?? _sequence;
        return _announced is null;
    }

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        switch (said)
        {
            case AnswerBegan began:
                _head = new ResponseHead(began.Id, began.Model, began.Created ?? 0, null);
                WriteResponse(W.Events.Created, null, into);
                WriteResponse(W.Events.InProgress, null, into);
                break;
            case PartBegan { Choice: 0 } began when ResponsesAnswerWriter.Carry(Opened(began.Seed)) is { } seed:
                Begin(began.Part, seed, into);
                break;
            case PartGrew { Choice: 0 } grew when _byPart.TryGetValue(grew.Part, out var item):
                item.Grow(grew.Part, grew.Text, into);
                break;
            case PartSigned { Choice: 0 } signed when _byPart.TryGetValue(signed.Part, out var item):
                item.Sign(signed);
                break;
            case PartCited { Choice: 0 } cited when _byPart.TryGetValue(cited.Part, out var item):
                item.Cite(cited.Part, cited.Citation, into);
                break;
            case LogProbabilitiesTold { Choice: 0, Json.IsAbsent: false } told:
                _message?.TellLogprobs(told.Json, into);
                break;
            case PartEnded { Choice: 0 } ended when _byPart.Remove(ended.Part, out var item):
                item.EndPart(ended.Part, into);
                break;
            case ChoiceEnded { Choice: 0 } ended:
                _stop = ended.Stop;
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerEnded:
                End(into);
                break;
        }
    }

    /// <summary>Writes one event; <paramref name="members"/> follow its type and number.</summary>
    internal void WriteEvent(string type, Action<Utf8JsonWriter> members, IBufferWriter<byte> into)
    {
        _data.ResetWrittenCount();
        _json.Reset(_data);
        _json.WriteStartObject();
        _json.WriteString(W.Type, type);
        _json.WriteNumber(W.SequenceNumber, _sequence++);
        members(_json);
        _json.WriteEndObject();
        _json.Flush();
        Span<byte> name = stackalloc byte[64];
        SseText.Write(into, name[..System.Text.Encoding.ASCII.GetBytes(type, name)], _data.WrittenSpan);
    }

    /// <summary>Whether a part has a place is asked before its words are there.</summary>
    private static Part Opened(Part seed) => seed is ReasoningPart { Text.Length: 0, Signature: null, Redacted: null } empty ? empty with { Text = " " } : seed;

    private void Begin(int number, Part carried, IBufferWriter<byte> into)
    {
        var seed = carried is ReasoningPart { Text: " " } empty ? empty with { Text = "" } : carried;
        _refused |= seed is RefusalPart;
        var isWords = seed is TextPart or RefusalPart;
        if (_message is not null && !isWords)
        {
            _message.CloseWhenEnded(into);
            _message = null;
        }

        var item = isWords && _message is not null ? _message : New(seed, into);
        _message = isWords ? item : _message;
        _byPart[number] = item;
        item.Begin(number, seed, into);
    }

    private ResponsesItemWriting New(Part seed, IBufferWriter<byte> into)
    {
        var place = (int)(_announced?.Place ?? _next);
        var item = new ResponsesItemWriting(this, seed, place, _announced?.Id, _head.Id);
        (_next, _announced) = (place + 1, null);
        _items.Add(item);
        item.Open(into);
        return item;
    }

    private void End(IBufferWriter<byte> into)
    {
        var status = ResponseHead.StatusOf(_stop, _refused);
        if (_message is { } last)
        {
            last.Status = status;
        }

        foreach (var item in _items)
        {
            item.CloseWhenEnded(into);
        }

        WriteResponse(status == W.Statuses.Incomplete ? W.Events.Incomplete : W.Events.Completed, _stop, into);
    }

    private void WriteResponse(string type, Stop? stop, IBufferWriter<byte> into) => WriteEvent(
        type,
        json =>
        {
            json.WritePropertyName(W.Response);
            _head.Write(json, asked, stop, _refused, stop is null ? null : _usage, () =>
            {
                foreach (var item in _items.Where(_ => stop is not null))
                {
                    item.WriteItem(json);
                }
            });
        },
        into);
}
