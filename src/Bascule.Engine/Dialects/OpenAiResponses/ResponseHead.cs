using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>A response object: who answered, how it ended, and what was asked, which clients of this dialect expect to be repeated.</summary>
internal sealed record ResponseHead(string Id, string Model, long Created, string? ServiceTier)
{
    /// <param name="refused">The refusal was told in words.</param>
    public static string StatusOf(Stop stop, bool refused) =>
        stop.Reason is StopReason.MaxTokens or StopReason.ContextFull or StopReason.ContentFilter || (stop.Reason == StopReason.Refusal && !refused) ? W.Statuses.Incomplete : W.Statuses.Completed;

    /// <summary>Writes it.</summary>
    /// <param name="stop">Null: it is still in progress.</param>
    /// <param name="refused">A refusal was told in words.</param>
    /// <param name="items">Writes the output's items.</param>
    public void Write(Utf8JsonWriter json, ChatRequest asked, Stop? stop, bool refused, Usage? usage, Action items)
    {
        var status = stop is { } ended ? StatusOf(ended, refused) : W.Statuses.InProgress;
        json.WriteStartObject();
        json.WriteString(W.Id, Id);
        json.WriteString(W.Object, "response"u8);
        json.WriteNumber(W.CreatedAt, Created);
        json.WriteString(W.Status, status);
        json.WriteBoolean(W.Background, false);
        json.WriteNull(W.Error);
        WriteIncomplete(json, status, stop);
        WriteInstructions(json, asked);
        json.WriteOrNull(W.MaxOutputTokens, asked.MaxOutputTokens);
        json.WriteString(W.Model, Model);
        json.WriteStartArray(W.Output);
        items();
        json.WriteEndArray();
        json.WriteBoolean(W.ParallelToolCalls, asked.ParallelToolCalls ?? true);
        if (asked.GoesOnFrom is { } earlier)
        {
            json.WriteString(W.PreviousResponseId, earlier);
        }
        else
        {
            WriteForeignOrNull(json, asked, W.PreviousResponseId, "previous_response_id");
        }

        WriteReasoning(json, asked.Reasoning);
        json.OptionalText(W.ServiceTier, OpenAiChat.AnswerWriter.TierOf(ServiceTier));
        json.WriteBoolean(W.Store, asked.KeptByGateway);
        json.WriteOrNull(W.Temperature, asked.Sampling.Temperature);
        WriteFormat(json, asked.Output);
        WriteTools(json, asked);
        json.WriteOrNull(W.TopP, asked.Sampling.TopP);
        json.WriteString(W.Truncation, "disabled"u8);
        if (usage is { IsEmpty: false } told)
        {
            ResponsesUsage.Write(json, told);
        }

        if (asked.User is { } user)
        {
            json.WriteString(W.User, user);
        }

        WriteMetadata(json, asked);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, string status, Stop? stop)
    {
        if (status != W.Statuses.Incomplete)
        {
            json.WriteNull(W.IncompleteDetails);
            return;
        }

        json.WriteStartObject(W.IncompleteDetails);
        json.WriteString(W.Reason, stop?.Reason is StopReason.ContentFilter or StopReason.Refusal ? "content_filter"u8 : "max_output_tokens"u8);
        json.WriteEndObject();
    }

    private static void WriteInstructions(Utf8JsonWriter json, ChatRequest asked)
    {
        var texts = asked.Instructions.OfType<TextPart>().Select(part => part.Text).ToArray();
        json.WriteString(W.Instructions, texts.Length == 0 ? null : string.Join("\n\n", texts));
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningWish? wish)
    {
        json.WriteStartObject(W.Reasoning);
        json.WriteString(W.Effort, wish?.Effort);
        json.WriteString(W.Summary, wish?.Summary);
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, OutputFormat? output)
    {
        json.WriteStartObject(W.Text);
        json.WriteStartObject(W.Format);
        if (output is { Kind: OutputKind.JsonSchema, Schema.IsAbsent: false })
        {
            json.WriteString(W.Type, "json_schema"u8);
            json.WriteString(W.Name, output.Name ?? "response");
            json.OptionalText(W.Description, output.Description);
            json.OptionalRaw(W.Schema, JsonWriting.OneLine(output.Schema));
            json.OptionalFlag(W.Strict, output.Strict);
        }
        else
        {
            json.WriteString(W.Type, output is { Kind: OutputKind.JsonObject } ? "json_object"u8 : "text"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest asked)
    {
        if (asked.ToolChoice is { } choice)
        {
            ResponsesToolWriter.WriteChoice(json, asked, choice);
        }
        else
        {
            json.WriteString(W.ToolChoice, "auto"u8);
        }

        json.WriteStartArray(W.Tools);
        foreach (var tool in asked.Tools.Where(tool => tool is not ForeignTool { Dialect: not OpenAiResponsesDialect.DialectName }))
        {
            ResponsesToolWriter.WriteTool(json, Completed(tool), unsaidStrict: true);
        }

        json.WriteEndArray();
    }

    /// <summary>An answer shows a function's schema also where none was given, and an event's data must stay on one line.</summary>
    private static Tool Completed(Tool tool) => tool switch
    {
        FunctionTool function => function with { Parameters = function.Parameters.IsAbsent ? RawJson.FromText("{}") : JsonWriting.OneLine(function.Parameters) },
        CustomTool custom => custom with { Format = JsonWriting.OneLine(custom.Format) },
        ForeignTool foreign => foreign with { Json = JsonWriting.OneLine(foreign.Json) },
        _ => tool,
    };

    private static void WriteMetadata(Utf8JsonWriter json, ChatRequest asked)
    {
        json.WriteStartObject(W.Metadata);
        foreach (var (name, value) in asked.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteForeignOrNull(Utf8JsonWriter json, ChatRequest asked, ReadOnlySpan<byte> member, string name)
    {
        json.WritePropertyName(member);
        if (asked.Foreign.FirstOrDefault(field => field.Name == name && field.Dialect == OpenAiResponsesDialect.DialectName) is { } field)
        {
            json.Raw(JsonWriting.OneLine(field.Value));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
