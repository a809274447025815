using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Looks at events that pass through. Strings are made once for id and model; a frame allocates nothing.</summary>
internal sealed class ResponsesStreamScan : StreamScan
{
    private bool _over;

    public override bool EndIsProof => false;

    public override FrameMeaning Scan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ModelValue = default;
        if (Failure is not null)
        {
            return FrameMeaning.Failed;
        }

        if (data.IsEmpty || _over)
        {
            return FrameMeaning.Prelude;
        }

        if (ChatStreamScan.IsDone(data))
        {
            return Fail(ChatStreamReader.Cut);
        }

        var said = default(Said);
        var scan = default(ResponseScan);
        try
        {
            var reader = new Utf8JsonReader(data, ResponseScan.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Fail(ChatStreamReader.Unreadable);
            }

            ReadEvent(ref reader, ref said, ref scan);
            reader.Read();
        }
        catch (JsonException)
        {
            return Fail(ChatStreamReader.Unreadable);
        }

        Id ??= scan.Id.IsEmpty ? null : JsonText.Unescape(scan.Id);
        Model ??= scan.Model.IsEmpty ? null : JsonText.Unescape(scan.Model);
        ModelValue = scan.ModelValue;
        Usage = scan.Usage.IsEmpty ? Usage : scan.Usage;
        if (said.Kind == Kind.Error || name.SequenceEqual("error"u8) || (said.Kind == Kind.Unsaid && said.HasError))
        {
            return Fail(ErrorReader.Read(null, data));
        }

        var meaning = Meaning(said, scan, data);
        Spoke |= meaning == FrameMeaning.Content;
        return meaning;
    }

    private FrameMeaning Meaning(in Said said, in ResponseScan scan, ReadOnlySpan<byte> data)
    {
        switch (said.Kind)
        {
            case Kind.Failed:
                return Fail(ErrorReader.Read(null, data[said.Response]));
            case Kind.End when scan.Failed || scan.Cancelled:
                return Fail(scan.Cancelled ? ResponsesAnswerReader.Cancelled : ErrorReader.Read(null, data[said.Response]));
            case Kind.End:
                Finished = _over = true;
                Spoke |= scan.Spoke;
                End(scan.Ended ?? StopReason.EndTurn);
                return FrameMeaning.Terminal;
            case Kind.Grows:
                ContentBytes += said.Grown;
                return said.Grown > 0 ? FrameMeaning.Content : FrameMeaning.Prelude;
            case Kind.Item:
                return said.SpeakingItem ? FrameMeaning.Content : FrameMeaning.Prelude;
            default:
                return FrameMeaning.Prelude;
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader, ref Said said, ref ResponseScan scan)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual(W.Type) && reader.TokenType == JsonTokenType.String)
            {
                said.Kind = KindOf(ref reader);
            }
            else if (name.SequenceEqual(W.Delta) && reader.TokenType == JsonTokenType.String)
            {
                said.Grown += reader.ValueSpan.Length;
                Loop?.Take(reader.ValueSpan);
            }
            else if (name.SequenceEqual(W.Response) && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                scan.Read(ref reader, 0);
                said.Response = start..(int)reader.BytesConsumed;
            }
            else if (name.SequenceEqual(W.Item) && reader.TokenType == JsonTokenType.StartObject)
            {
                said.SpeakingItem = ReadItem(ref reader);
            }
            else
            {
                said.HasError |= name.SequenceEqual(W.Error) && reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
        }
    }

    /// <summary>A call, or a tool that the provider ran, is an answer by being there; a message and reasoning begin empty.</summary>
    private static bool ReadItem(ref Utf8JsonReader reader)
    {
        var speaking = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueSpan.SequenceEqual(W.Type);
            reader.Read();
            speaking |= isType && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(W.Items.Message) && !reader.ValueTextEquals(W.Items.Reasoning);
            reader.Skip();
        }

        return speaking;
    }

    private static Kind KindOf(ref Utf8JsonReader reader)
    {
        var type = reader.ValueSpan;
        return type.EndsWith(".delta"u8) ? Kind.Grows
            : reader.ValueTextEquals(W.Events.ItemAdded) || reader.ValueTextEquals(W.Events.ItemDone) ? Kind.Item
            : reader.ValueTextEquals(W.Events.Completed) || reader.ValueTextEquals(W.Events.Incomplete) ? Kind.End
            : reader.ValueTextEquals(W.Events.Failed) ? Kind.Failed
            : reader.ValueTextEquals(W.Events.Error) ? Kind.Error
            : Kind.Other;
    }

    private FrameMeaning Fail(Failure failure)
    {
        Failure = failure;
        return FrameMeaning.Failed;
    }

    private enum Kind
    {
        Unsaid,
        Other,
        Grows,
        Item,
        End,
        Failed,
        Error,
    }

    private struct Said
    {
        public Kind Kind;
        public int Grown;
        public bool SpeakingItem;
        public bool HasError;
        public Range Response;
    }
}
