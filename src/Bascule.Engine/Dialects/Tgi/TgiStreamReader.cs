using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Tgi.TgiWire;

namespace Bascule.Engine.Dialects.Tgi;

/// <summary>Reads events of a token each. The last one holds the whole text as well, which is the proof that nothing is missing.</summary>
internal sealed class TgiStreamReader : AnswerStreamReader
{
    private bool _began;
    private bool _said;
    private bool _over;

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty || OpenAiChat.ChatStreamScan.IsDone(data))
        {
            return;
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading?.Root[W.Error].Exists is true || name.SequenceEqual("error"u8))
        {
            Fail(TgiAnswerReader.ReadError(null, data), into);
        }
        else if (reading is not { Root.IsObject: true })
        {
            Fail(OpenAiChat.ChatStreamReader.Unreadable, into);
        }
        else
        {
            ReadToken(reading.Root, into);
        }
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Fail(OpenAiChat.ChatStreamReader.Cut, into);
        }
    }

    private void ReadToken(JsonNode root, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan("", "", null));
        }

        // Special tokens are marks of the model's own, such as the end of its turn.
        if (root[W.Token][W.Special].AsFlag is not true)
        {
            Grow(root[W.Token][W.Text].AsText, into);
        }

        if (root[W.GeneratedText].AsText is { } whole)
        {
            if (!_said)
            {
                Grow(whole, into);
            }

            Finish(root[W.Details], into);
        }
    }

    private void Grow(string? text, ICollection<AnswerEvent> into)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (!_said)
        {
            _said = true;
            into.Add(new PartBegan(0, 0, new TextPart("")));
        }

        into.Add(new PartGrew(0, 0, text));
    }

    private void Finish(JsonNode details, ICollection<AnswerEvent> into)
    {
        _over = true;
        if (_said)
        {
            into.Add(new PartEnded(0, 0));
        }

        into.Add(new ChoiceEnded(0, TgiAnswerReader.ReadStop(details)));
        var usage = TgiAnswerReader.ReadUsage(details);
        if (!usage.IsEmpty)
        {
            into.Add(new UsageTold(usage));
        }

        into.Add(new AnswerEnded());
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }
}
