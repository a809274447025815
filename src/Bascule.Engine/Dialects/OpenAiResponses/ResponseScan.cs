using System.Text.Json;
using Bascule.Engine.Conversation;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>What is read off a response object in one pass: whole answers and the events that hold one alike.</summary>
internal ref struct ResponseScan
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>The id's and the model's bytes as they stand, without quotes.</summary>
    public ReadOnlySpan<byte> Id;

    public ReadOnlySpan<byte> Model;

    /// <summary>Where the model's value stands, quotes included.</summary>
    public Range ModelValue;

    public Usage Usage;

    public bool HasOutput;

    /// <summary>Something is said in it; its thinking counts, shown or not.</summary>
    public bool Spoke;

    /// <summary>Why it ended; null: its status is not told.</summary>
    public StopReason? Ended;

    /// <summary>It tells an error, or that it failed.</summary>
    public bool Failed;

    public bool Cancelled;

    /// <summary>Reads the object at whose beginning the reader stands; leaves it at the object's end.</summary>
    /// <param name="shift">Bytes before the reader's first.</param>
    public void Read(ref Utf8JsonReader reader, int shift)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual(W.Id) && reader.TokenType == JsonTokenType.String)
            {
                Id = reader.ValueSpan;
            }
            else if (name.SequenceEqual(W.Model) && reader.TokenType == JsonTokenType.String)
            {
                Model = reader.ValueSpan;
                ModelValue = ((int)reader.TokenStartIndex + shift)..((int)reader.BytesConsumed + shift);
            }
            else if (name.SequenceEqual(W.Usage) && reader.TokenType == JsonTokenType.StartObject)
            {
                Usage = ResponsesUsage.Read(ref reader);
            }
            else if (name.SequenceEqual(W.Status) && reader.TokenType == JsonTokenType.String)
            {
                Failed |= reader.ValueTextEquals(W.Statuses.Failed);
                Cancelled = reader.ValueTextEquals(W.Statuses.Cancelled);
                Ended = reader.ValueTextEquals(W.Statuses.Completed) ? StopReason.EndTurn : reader.ValueTextEquals(W.Statuses.Incomplete) ? StopReason.MaxTokens : StopReason.Unknown;
            }
            else if (name.SequenceEqual(W.Output) && reader.TokenType == JsonTokenType.StartArray)
            {
                HasOutput = true;
                Spoke = Speaks(ref reader);
            }
            else
            {
                Failed |= name.SequenceEqual(W.Error) && reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
        }
    }

    /// <summary>A message may be empty; any other item says something by being there.</summary>
    private static bool Speaks(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var (speaks, isItem, isWords) = (false, false, false);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isItem = reader.CurrentDepth == depth + 2 && reader.ValueSpan.SequenceEqual(W.Type);
                isWords = reader.ValueSpan.SequenceEqual(W.Text) || reader.ValueSpan.SequenceEqual("refusal"u8);
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                speaks |= isItem ? !reader.ValueTextEquals(W.Items.Message) : isWords && !reader.ValueSpan.IsEmpty;
            }
        }

        return speaks;
    }
}
