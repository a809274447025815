using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>What one forward pass reads off a whole JSON answer: that it is one, its model, its usage.</summary>
internal readonly record struct ErrandAnswerScan
{
    /// <summary>It is a whole JSON object or array.</summary>
    public bool IsJson { get; private init; }

    /// <summary>It tells an error though its status says success.</summary>
    public bool IsError { get; private init; }

    public string? Model { get; private init; }

    /// <summary>Where the model's value stands, quotes included; empty where it is absent.</summary>
    public Range ModelValue { get; private init; }

    public Usage Usage { get; private init; }

    public static ErrandAnswerScan Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return default;
            }

            return reader.TokenType == JsonTokenType.StartArray ? Rest(ref reader, new ErrandAnswerScan { IsJson = true }) : Members(ref reader);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ErrandAnswerScan Members(ref Utf8JsonReader reader)
    {
        var scan = new ErrandAnswerScan { IsJson = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals(UsageWords.Usage) || reader.ValueTextEquals(UsageWords.UsageMetadata);
            var isMeta = reader.ValueTextEquals("meta"u8);
            var isModel = reader.ValueTextEquals("model"u8);
            var isError = reader.ValueTextEquals("error"u8);
            var isCount = reader.ValueTextEquals("prompt_eval_count"u8);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                scan = scan with { Usage = UsageWords.Read(ref reader) };
            }
            else if (isMeta && reader.TokenType == JsonTokenType.StartObject)
            {
                scan = scan with { Usage = Billed(ref reader) ?? scan.Usage };
            }
            else if (isCount && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var tokens))
            {
                scan = scan with { Usage = new Usage { Input = tokens } };
            }
            else if (isModel && reader.TokenType == JsonTokenType.String)
            {
                scan = scan with { Model = Encoding.UTF8.GetString(reader.ValueSpan), ModelValue = (int)reader.TokenStartIndex..(int)reader.BytesConsumed };
            }
            else
            {
                scan = scan with { IsError = scan.IsError || (isError && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String) };
                reader.Skip();
            }
        }

        return Rest(ref reader, scan);
    }

    private static Usage? Billed(ref Utf8JsonReader reader)
    {
        Usage? billed = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            var units = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(UsageWords.BilledUnits);
            reader.Read();
            if (units && reader.TokenType == JsonTokenType.StartObject)
            {
                billed = UsageWords.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return billed;
    }

    /// <summary>Reads on, so that what is cut or has words behind it is found out.</summary>
    private static ErrandAnswerScan Rest(ref Utf8JsonReader reader, ErrandAnswerScan scan)
    {
        while (reader.Read())
        {
        }

        return scan;
    }
}
