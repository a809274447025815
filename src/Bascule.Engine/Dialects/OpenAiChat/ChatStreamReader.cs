using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// Reads chunks into events. A choice's end is told only when the stream's end is proved, since some upstreams send content after the finish reason,
/// and others repeat it.
/// </summary>
internal sealed class ChatStreamReader : AnswerStreamReader
{
    /// <summary>More choices than a request may ask for are not kept.</summary>
    public const int MaxChoices = 128;

    private readonly SortedDictionary<int, ChoiceReading> _choices = [];
    private string _id = "";
    private string _model = "";
    private long? _created;
    private string? _fingerprint;
    private Usage _usage;
    private bool _began;
    private bool _over;

    public static Failure Cut { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream ended the stream before the answer was complete.");

    public static Failure Unreadable { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream sent an event that cannot be read.");

    public override bool HoldsBack => _choices.Values.Any(choice => choice.HoldsBack);

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty)
        {
            return;
        }

        if (ChatStreamScan.IsDone(data))
        {
            Finish(_choices.Values.Any(choice => choice.Finished || choice.Said), into);
            return;
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        var failed = name.SequenceEqual("error"u8) || reading?.Root[W.Error].Exists is true;
        if (failed || reading is null || !reading.Root.IsObject)
        {
            Fail(failed ? ErrorReader.Read(null, data) : Unreadable, into);
            return;
        }

        ReadChunk(reading.Root, into);
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Finish(_choices.Count > 0 && _choices.Values.All(choice => choice.Finished), into);
        }
    }

    private void ReadChunk(JsonNode chunk, ICollection<AnswerEvent> into)
    {
        _id = _id.Length > 0 ? _id : chunk[W.Id].AsText ?? "";
        _model = _model.Length > 0 ? _model : chunk[W.Model].AsText ?? "";
        _created ??= chunk[W.Created].AsLong;
        _fingerprint ??= chunk[W.SystemFingerprint].AsText;
        var position = 0;
        foreach (var choice in chunk[W.Choices].AsItems())
        {
            var index = choice[W.Index].AsLong ?? position;
            position++;
            if (!choice.IsObject || index is < 0 or >= MaxChoices)
            {
                continue;
            }

            if (choice[W.FinishReason].AsText == StopWords.Error)
            {
                Fail(AnswerReader.EndedInError, into);
                return;
            }

            Begin(into);
            if (!_choices.TryGetValue((int)index, out var state))
            {
                _choices[(int)index] = state = new ChoiceReading((int)index);
            }

            state.Read(choice, into);
        }

        var usage = UsageReader.Read(chunk[W.Usage].Raw);
        usage = usage.IsEmpty ? UsageReader.Read(chunk[W.XGroq][W.Usage].Raw) : usage;
        if (!usage.IsEmpty && usage != _usage)
        {
            _usage = usage;
            Begin(into);
            into.Add(new UsageTold(usage));
        }
    }

    private void Begin(ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan(_id, _model, _created) { Fingerprint = _fingerprint });
        }
    }

    private void Finish(bool whole, ICollection<AnswerEvent> into)
    {
        if (!whole)
        {
            Fail(Cut, into);
            return;
        }

        foreach (var choice in _choices.Values)
        {
            choice.End(into);
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
