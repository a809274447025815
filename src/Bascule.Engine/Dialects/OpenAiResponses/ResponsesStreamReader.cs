using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>
/// Reads the events of a streamed response. Items are known by their place in the output, since some upstreams give an item another id in every event.
/// Whatever a <c>done</c> event holds and no delta said is told then.
/// </summary>
internal sealed class ResponsesStreamReader : AnswerStreamReader
{
    /// <summary>More items than any answer has are not kept.</summary>
    private const int MaxItems = 4096;

    private readonly Dictionary<long, ResponsesItemReading> _items = [];
    private readonly ResponsesPartCount _count = new();
    private bool _began;
    private bool _over;

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty)
        {
            return;
        }

        if (ChatStreamScan.IsDone(data))
        {
            Fail(ChatStreamReader.Cut, into);
            return;
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            Fail(ChatStreamReader.Unreadable, into);
            return;
        }

        var said = reading.Root;
        var type = said[W.Type].AsText ?? "";
        if (type == W.Events.Error || name.SequenceEqual("error"u8) || (type.Length == 0 && said[W.Error].Exists))
        {
            Fail(ErrorReader.Read(null, data), into);
            return;
        }

        Read(type, said, into);
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Fail(ChatStreamReader.Cut, into);
        }
    }

    private void Read(string type, JsonNode said, ICollection<AnswerEvent> into)
    {
        switch (type)
        {
            case W.Events.Created or W.Events.InProgress or W.Events.Queued:
                Begin(said[W.Response], into);
                break;
            case W.Events.Completed or W.Events.Incomplete:
                Finish(said[W.Response], into);
                break;
            case W.Events.Failed:
                Fail(ErrorReader.Read(null, said[W.Response].Raw.Utf8.Span), into);
                break;
            default:
                if (said[W.OutputIndex].AsLong is { } place && Item(place) is { } item)
                {
                    Begin(default, into);
                    item.Read(type, said, into);
                }

                break;
        }
    }

    private ResponsesItemReading? Item(long place)
    {
        if (!_items.TryGetValue(place, out var item) && _items.Count < MaxItems)
        {
            _items[place] = item = new ResponsesItemReading(_count);
        }

        return item;
    }

    private void Begin(JsonNode response, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            var known = response.IsObject;
            into.Add(new AnswerBegan(known ? response[W.Id].AsText ?? "" : "", known ? response[W.Model].AsText ?? "" : "", known ? response[W.CreatedAt].AsLong : null));
        }
    }

    private void Finish(JsonNode response, ICollection<AnswerEvent> into)
    {
        var read = ResponsesAnswerReader.Read(response, response.Raw.Utf8.Span);
        Begin(response, into);
        if (read.Value is not { } answer)
        {
            // Some name no output at the end, having told it all before.
            if (read.Failure != ResponsesAnswerReader.NoAnswer || _items.Count == 0)
            {
                Fail(read.Failure!, into);
                return;
            }
        }
        else if (_items.Count == 0)
        {
            var place = 0;
            foreach (var item in response[W.Output].AsItems().Where(item => item.IsObject))
            {
                Item(place++)?.ReadWhole(item, into);
            }
        }

        foreach (var item in _items.OrderBy(item => item.Key))
        {
            item.Value.End(into);
        }

        var stop = ResponsesAnswerReader.ReadStop(response[W.Status].AsText, response[W.IncompleteDetails][W.Reason].AsText, [.. _items.Values.SelectMany(item => item.Told)]);
        into.Add(new ChoiceEnded(0, stop));
        var usage = ResponsesUsage.Read(response[W.Usage].Raw);
        if (!usage.IsEmpty)
        {
            into.Add(new UsageTold(usage));
        }

        _over = true;
        into.Add(new AnswerEnded());
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }
}

/// <summary>Numbers the parts of one answer in order of their beginning.</summary>
internal sealed class ResponsesPartCount
{
    private int _next;

    public int Next() => _next++;
}
