using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reading facts off bytes that are passed on as they are.</summary>
internal static class AnthropicScanning
{
    /// <summary>Deeper than any schema or tool result in an answer; the framework's 64 is not.</summary>
    private static readonly JsonReaderState Deep = new(new JsonReaderOptions { MaxDepth = 256 });

    public static Utf8JsonReader Open(ReadOnlySpan<byte> data) => new(data, isFinalBlock: true, Deep);

    /// <summary>Nothing but white space may follow; the reader throws otherwise.</summary>
    public static void Close(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
        }
    }

    /// <summary>Where the string that was just read stands, quotes included.</summary>
    public static Range WhereIs(in Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        return start..(start + json.ValueSpan.Length + 2);
    }

    /// <summary>Scans a whole 2xx answer.</summary>
    public static AnswerScan ScanAnswer(ReadOnlySpan<byte> body)
    {
        var skipped = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var json = Open(body[skipped..]);
            return Scan(ref json, skipped) ?? new AnswerScan { Failure = AnthropicErrorReader.Read(AnthropicErrorReader.NoStatus, body) };
        }
        catch (JsonException)
        {
            return new AnswerScan { Failure = AnthropicErrorReader.Broken("The upstream's answer is not valid JSON.") };
        }
    }

    /// <summary>Whether any block says something: text and thinking may be empty, whatever else is there says something.</summary>
    private static bool Speaks(ref Utf8JsonReader json)
    {
        var depth = json.CurrentDepth;
        var (speaks, isType) = (false, false);
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                isType = json.ValueSpan.SequenceEqual(Wire.Type);
            }
            else if (json.TokenType == JsonTokenType.String)
            {
                speaks |= isType ? !json.ValueSpan.SequenceEqual(Wire.Text) && !json.ValueSpan.SequenceEqual(Wire.Thinking) : !json.ValueSpan.IsEmpty;
            }
        }

        return speaks;
    }

    private static AnswerScan? Scan(ref Utf8JsonReader json, int skipped)
    {
        var usage = default(AnthropicUsage);
        string? id = null, model = null;
        Range modelValue = default;
        bool hasContent = false, hasError = false, spoke = false;
        StopReason? ended = null;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            bool isId = name.SequenceEqual(Wire.Id), isModel = name.SequenceEqual(Wire.Model), isUsage = name.SequenceEqual(Wire.Usage);
            bool isContent = name.SequenceEqual(Wire.Content), isError = name.SequenceEqual(Wire.Error), isStop = name.SequenceEqual(Wire.StopReason);
            json.Read();
            if (isUsage)
            {
                usage.Take(ref json);
            }
            else if (isId && json.TokenType == JsonTokenType.String)
            {
                id = JsonText.Unescape(json.ValueSpan);
            }
            else if (isModel && json.TokenType == JsonTokenType.String)
            {
                model = JsonText.Unescape(json.ValueSpan);
                var at = WhereIs(in json);
                modelValue = (at.Start.Value + skipped)..(at.End.Value + skipped);
            }

            if (isStop && json.TokenType == JsonTokenType.String)
            {
                ended = AnthropicStop.ReasonOf(json.ValueSpan);
            }

            if (isContent && json.TokenType == JsonTokenType.StartArray)
            {
                hasContent = true;
                spoke = Speaks(ref json);
            }

            hasError |= isError && json.TokenType != JsonTokenType.Null;
            json.Skip();
        }

        Close(ref json);
        if (hasError)
        {
            return null;
        }

        return hasContent
            ? new AnswerScan { Id = id, Model = model, ModelValue = modelValue, Usage = usage.ToHub(), Spoke = spoke, Ended = ended }
            : new AnswerScan { Failure = AnthropicErrorReader.Broken("The upstream's answer has no content.") };
    }
}
