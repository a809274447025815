using System.Text.Json;
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
                    answered = ReadChoices(ref reader, ref broken);
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

    private static bool ReadChoices(ref Utf8JsonReader reader, ref bool broken)
    {
        var any = false;
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
                var finish = reader.ValueSpan.SequenceEqual(W.FinishReason);
                reader.Read();
                broken |= finish && reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("error"u8);
                reader.Skip();
            }
        }

        return any;
    }
}
