using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads off a whole answer what the ledger needs, in one pass.</summary>
internal static class WholeAnswerScan
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    public static AnswerScan Scan(ReadOnlySpan<byte> body)
    {
        var skipped = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(body[skipped..], Options);
        var found = default(AnswerScan);
        var answered = false;
        var failed = false;
        var broken = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return found with { Failure = AnswerReader.NoAnswer };
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual(W.Id) && reader.TokenType == JsonTokenType.String)
                {
                    found = found with { Id = JsonText.Unescape(reader.ValueSpan) };
                }
                else if (name.SequenceEqual(W.Model) && reader.TokenType == JsonTokenType.String)
                {
                    var start = (int)reader.TokenStartIndex + skipped;
                    found = found with { Model = JsonText.Unescape(reader.ValueSpan), ModelValue = start..((int)reader.BytesConsumed + skipped) };
                }
                else if (name.SequenceEqual(W.SystemFingerprint) && reader.TokenType == JsonTokenType.String)
                {
                    found = found with { Fingerprint = JsonText.Unescape(reader.ValueSpan) };
                }
                else if (name.SequenceEqual(W.Usage) && reader.TokenType == JsonTokenType.StartObject)
                {
                    var usage = UsageReader.Read(ref reader);
                    found = usage.IsEmpty ? found : found with { Usage = usage };
                }
                else if (name.SequenceEqual(W.XGroq) && reader.TokenType == JsonTokenType.StartObject)
                {
                    var usage = ChatStreamScan.ReadGroq(ref reader);
                    found = usage.IsEmpty || !found.Usage.IsEmpty ? found : found with { Usage = usage };
                }
                else if (name.SequenceEqual(W.Error) && reader.TokenType != JsonTokenType.Null)
                {
                    failed = true;
                    reader.Skip();
                }
                else if (name.SequenceEqual(W.Choices) && reader.TokenType == JsonTokenType.StartArray)
                {
                    answered = ReadChoices(ref reader, ref broken, ref found);
                }
                else
                {
                    reader.Skip();
                }
            }

            // Anything but white space behind the object is an error that only a further read tells.
            reader.Read();
        }
        catch (JsonException)
        {
            return found with { Failure = AnswerReader.NoAnswer };
        }

        return found with
        {
            Failure = failed ? ErrorReader.Read(null, body) : !answered ? AnswerReader.NoAnswer : broken ? AnswerReader.EndedInError : null,
        };
    }

    private static bool ReadChoices(ref Utf8JsonReader reader, ref bool broken, ref AnswerScan found)
    {
        var (any, spoke) = (false, false);
        StopReason? ended = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            any = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual(W.FinishReason) && reader.TokenType == JsonTokenType.String)
                {
                    broken |= reader.ValueSpan.SequenceEqual("error"u8);
                    ended = StopReasons.Of(ended, StopWords.ReasonOf(reader.ValueSpan));
                }
                else if (name.SequenceEqual(W.Message) && reader.TokenType == JsonTokenType.StartObject)
                {
                    spoke |= Speaks(ref reader);
                }

                spoke |= name.SequenceEqual(W.Text);    // a text may be complete as it is, so nothing may be its right completion
                reader.Skip();
            }
        }

        found = found with { Spoke = spoke, Ended = ended };
        return any;
    }

    /// <summary>Whether a message holds anything besides its role; members that mean nothing are empty.</summary>
    private static bool Speaks(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var (speaks, isRole) = (false, false);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isRole = reader.ValueSpan.SequenceEqual(W.Role);
            }
            else
            {
                speaks |= reader.TokenType == JsonTokenType.String && !isRole && !reader.ValueSpan.IsEmpty;
            }
        }

        return speaks;
    }
}
