using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Looks at chunks that pass through. Strings are made once for id and model; a frame allocates nothing.</summary>
internal sealed class ChatStreamScan : StreamScan
{
    private bool _anyChoice, _grew, _finish, _failed, _endedInError;
    private bool _said, _isText;
    private readonly EventMemo _memo = new();
    private Range _text;    // of the last string that was said
    private int _texts;     // said in this event; more than one where they stand in lists
    private Range _memoModel;

    /// <summary>The choices met and those of them that said why they end, a bit each.</summary>
    private UInt128 _met, _ended;

    /// <summary>With several choices the first to end proves nothing of the others.</summary>
    public override bool EndIsProof => _met != 0 && _met == _ended;

    public static bool IsDone(ReadOnlySpan<byte> data) => data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    public override FrameMeaning Scan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ModelValue = default;
        if (Failure is not null)
        {
            return FrameMeaning.Failed;
        }

        if (data.IsEmpty)
        {
            return FrameMeaning.Prelude;
        }

        if (IsDone(data))
        {
            // TGI sends no finish reason with some tool calls: what was said, then [DONE], is a whole answer.
            return Finished || _said ? FrameMeaning.Terminal : Fail(ChatStreamReader.Cut);
        }

        if (_memo.TryMatch(name, data, out var text))
        {
            ModelValue = _memoModel;
            Say(text);
            return FrameMeaning.Content;
        }

        _texts = 0;
        _anyChoice = _grew = _finish = _endedInError = false;
        _failed = name.SequenceEqual("error"u8);
        var usage = default(Usage);
        try
        {
            var reader = new Utf8JsonReader(data, WholeAnswerScan.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return _failed ? Fail(ErrorReader.Read(null, data)) : Fail(ChatStreamReader.Unreadable);
            }

            ReadRoot(ref reader, ref usage);
            reader.Read();
        }
        catch (JsonException)
        {
            return Fail(_failed ? ErrorReader.Read(null, data) : ChatStreamReader.Unreadable);
        }

        if (_failed || _endedInError)
        {
            return Fail(_failed ? ErrorReader.Read(null, data) : AnswerReader.EndedInError);
        }

        if (!usage.IsEmpty)
        {
            Usage = usage;
        }

        Spoke = _said |= _grew;
        Finished |= _ended != 0;
        if (_grew && _texts == 1 && !_finish && usage.IsEmpty && ModelValue.End.Value <= _text.Start.Value)
        {
            _memoModel = ModelValue;
            _memo.Learn(name, data, _text);
        }

        return _grew ? FrameMeaning.Content
            : _finish ? FrameMeaning.Finish
            : !_anyChoice && !usage.IsEmpty ? FrameMeaning.Usage
            : FrameMeaning.Prelude;
    }

    /// <summary>Usage inside Groq's own member; the reader stands at its beginning and is left at its end.</summary>
    public static Usage ReadGroq(ref Utf8JsonReader reader)
    {
        var usage = default(Usage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueSpan.SequenceEqual(W.Usage);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                usage = UsageReader.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return usage;
    }

    private void ReadRoot(ref Utf8JsonReader reader, ref Usage usage)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual(W.Choices) && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadChoices(ref reader);
            }
            else if (name.SequenceEqual(W.Id) && reader.TokenType == JsonTokenType.String)
            {
                Id ??= reader.ValueSpan.IsEmpty ? null : JsonText.Unescape(reader.ValueSpan);
            }
            else if (name.SequenceEqual(W.Model) && reader.TokenType == JsonTokenType.String)
            {
                Model ??= reader.ValueSpan.IsEmpty ? null : JsonText.Unescape(reader.ValueSpan);
                ModelValue = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            }
            else if (name.SequenceEqual(W.SystemFingerprint) && reader.TokenType == JsonTokenType.String)
            {
                Fingerprint ??= reader.ValueSpan.IsEmpty ? null : JsonText.Unescape(reader.ValueSpan);
            }
            else if (name.SequenceEqual(W.Usage) && reader.TokenType == JsonTokenType.StartObject)
            {
                var told = UsageReader.Read(ref reader);
                usage = told.IsEmpty ? usage : told;
            }
            else if (name.SequenceEqual(W.XGroq) && reader.TokenType == JsonTokenType.StartObject)
            {
                var told = ReadGroq(ref reader);
                usage = usage.IsEmpty ? told : usage;
            }
            else
            {
                _failed |= name.SequenceEqual(W.Error) && reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
        }
    }

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        for (var position = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            _anyChoice = true;
            var (index, ends) = ((long)position, false);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual(W.Delta) && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadDelta(ref reader);
                    continue;
                }

                // A whole message in one chunk, from servers that stream nothing; others repeat there what the deltas said.
                if (!_said && name.SequenceEqual(W.Message) && reader.TokenType == JsonTokenType.StartObject)
                {
                    var counted = ContentBytes;
                    ReadDelta(ref reader);
                    ContentBytes = counted;
                    _texts += 2;    // said once: one like it is no news
                    continue;
                }

                if (name.SequenceEqual(W.Text) && reader.TokenType == JsonTokenType.String)    // a text completion has no delta
                {
                    _isText = true;
                    SayText(in reader);
                }

                if (name.SequenceEqual(W.Index) && reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
                {
                    index = JsonText.TryLong(reader.ValueSpan, out var told) ? told : position;
                }

                if (name.SequenceEqual(W.FinishReason) && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
                {
                    _finish = ends = true;
                    _endedInError |= reader.ValueSpan.SequenceEqual("error"u8);
                    var reason = StopWords.ReasonOf(reader.ValueSpan);
                    End(_isText && reason == StopReason.EndTurn ? StopReason.Unknown : reason);    // a text may be complete as it is, so nothing may be its right completion
                }

                reader.Skip();
            }

            if (index is >= 0 and < ChatStreamReader.MaxChoices)
            {
                _met |= UInt128.One << (int)index;
                _ended |= ends ? UInt128.One << (int)index : 0;
            }
        }
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            var counted = name.SequenceEqual(W.Content) || name.SequenceEqual(W.ReasoningContent) || name.SequenceEqual(W.Reasoning) || name.SequenceEqual(W.Refusal)
                || name.SequenceEqual(W.ToolCalls) || name.SequenceEqual(W.FunctionCall) || name.SequenceEqual(W.Audio);
            var grows = counted || name.SequenceEqual(W.ReasoningDetails) || name.SequenceEqual(W.Images);
            reader.Read();
            if (grows && reader.TokenType == JsonTokenType.String)
            {
                SayText(in reader);
            }
            else if (grows && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                ReadNested(ref reader, counted);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>A list or object grows the answer when it holds any value; its words are counted, its ids and types are not.</summary>
    private void ReadNested(ref Utf8JsonReader reader, bool counted)
    {
        var depth = reader.CurrentDepth;
        var words = false;
        _texts += 2;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.ValueSpan;
                    words = counted && (name.SequenceEqual(W.Arguments) || name.SequenceEqual(W.Text) || name.SequenceEqual(W.Name) || name.SequenceEqual(W.Input)
                        || name.SequenceEqual(W.Transcript));
                    break;
                case JsonTokenType.String:
                    _grew |= !reader.ValueSpan.IsEmpty;
                    Say(words ? reader.ValueSpan : default);
                    break;
                case JsonTokenType.StartObject:
                    _grew = true;
                    break;
            }
        }
    }

    private void SayText(in Utf8JsonReader reader)
    {
        _texts++;
        _text = ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);
        _grew |= !reader.ValueSpan.IsEmpty;
        Say(reader.ValueSpan);
    }

    private FrameMeaning Fail(Failure failure)
    {
        Failure = failure;
        return FrameMeaning.Failed;
    }
}
