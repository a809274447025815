using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Json.Schema;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes a Messages request that a strict upstream takes, and names what had no place in it.</summary>
internal static class AnthropicRequestWriter
{
    /// <summary>The longest <c>metadata.user_id</c>.</summary>
    private const int MaxUser = 256;

    /// <summary>The least <c>top_p</c> beside thinking.</summary>
    private const double LeastTopP = 0.95;

    public static void Write(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        var (system, messages) = AnthropicTurnOrder.Arrange(request, new AnthropicPartMending(how));
        var tools = AnthropicToolWriter.Choose(request, how, messages, out var onlyHistory);
        var (choice, parallel) = Choose(request, how, tools.Count, onlyHistory);
        var maxTokens = request.MaxOutputTokens ?? how.DefaultMaxOutputTokens;
        var thinking = AnthropicThinking.Decide(request, how, maxTokens, messages, choice);

        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString(Wire.Model, how.Model);
        json.WriteNumber(Wire.MaxTokens, maxTokens);
        if (system.Count > 0)
        {
            AnthropicBlockWriter.WriteContent(json, Wire.System, system);
        }

        AnthropicToolWriter.WriteTools(json, tools, how);
        AnthropicToolWriter.WriteChoice(json, choice, parallel);
        WriteMessages(json, messages);
        WriteThinking(json, request, thinking, how);
        WriteOutput(json, request, thinking, how);
        WriteSampling(json, request.Sampling, thinking, how);
        WriteMetadata(json, request, how);
        if (request.Stream)
        {
            json.WriteBoolean(Wire.Stream, true);
        }

        AnthropicForeign.Write(json, request.Foreign, "");
        json.WriteEndObject();
        DropRest(request, how);
    }

    private static (ToolChoice?, bool?) Choose(ChatRequest request, RequestWriting how, int tools, bool onlyHistory)
    {
        if (onlyHistory)
        {
            return (new ToolChoice(ToolChoiceKind.None), null);
        }

        if (tools > 0)
        {
            return (request.ToolChoice, request.ParallelToolCalls);
        }

        // Without tools the upstream takes neither member.
        if (request.ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named })
        {
            how.Drop("tool_choice");
        }

        return (null, null);
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<AnthropicMessage> messages)
    {
        json.WriteStartArray(Wire.Messages);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString(Wire.Role, message.IsAssistant ? Wire.Roles.Assistant : Wire.Roles.User);
            AnthropicBlockWriter.WriteContent(json, Wire.Content, message.Parts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteThinking(Utf8JsonWriter json, ChatRequest request, AnthropicThinking thinking, RequestWriting how)
    {
        if (!thinking.IsOn && !thinking.Disabled)
        {
            return;
        }

        json.WriteStartObject(Wire.Thinking);
        json.WriteString(Wire.Type, thinking.Disabled ? Wire.Thoughts.Disabled : thinking.Adaptive ? Wire.Thoughts.Adaptive : Wire.Thoughts.Enabled);
        json.OptionalInteger(Wire.BudgetTokens, thinking.Budget);
        if (thinking.IsOn)
        {
            // Only this wire's own callers are sure to ask a model that knows the member.
            if (how.From == Wire.Words.Dialect && request.Reasoning?.Summary is not null)
            {
                json.WriteString(Wire.Display, Wire.Thoughts.Summarized);
            }

            AnthropicForeign.Write(json, request.Foreign, AnthropicForeign.InThinking);
        }

        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, ChatRequest request, AnthropicThinking thinking, RequestWriting how)
    {
        var format = request.Output;
        var schema = format is { Kind: OutputKind.JsonSchema } ? format.Schema : default;
        if (!schema.IsAbsent && how.From != Wire.Words.Dialect)
        {
            schema = ClosedSchema.Of(schema) ?? default;    // open objects are refused here; the journey asks for them in another way
        }

        if (format is { Kind: not OutputKind.Text } && schema.IsAbsent)
        {
            how.Drop(how.Words.Format);
        }

        if (schema.IsAbsent && thinking.Effort is null && !AnthropicForeign.Of(request.Foreign, AnthropicForeign.InOutputConfig).Any())
        {
            return;
        }

        json.WriteStartObject(Wire.OutputConfig);
        json.OptionalText(Wire.Effort, thinking.Effort);
        if (!schema.IsAbsent)
        {
            json.WriteStartObject(Wire.Format);
            json.WriteString(Wire.Type, Wire.Words.JsonSchema);
            json.OptionalRaw(Wire.Schema, schema);
            json.WriteEndObject();
        }

        AnthropicForeign.Write(json, request.Foreign, AnthropicForeign.InOutputConfig);
        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, Sampling sampling, AnthropicThinking thinking, RequestWriting how)
    {
        var temperature = sampling.Temperature;
        if (temperature is < 0 or > 1)
        {
            how.Drop("temperature");
            temperature = Math.Clamp(temperature.Value, 0, 1);
        }

        if (thinking.IsOn && temperature is not (null or 1))
        {
            how.Drop("temperature");
            temperature = null;
        }

        var topP = sampling.TopP;
        if (thinking.IsOn && topP < LeastTopP)
        {
            how.Drop("top_p");
            topP = null;
        }

        var topK = sampling.TopK;
        if (thinking.IsOn && topK is not null)
        {
            how.Drop("top_k");
            topK = null;
        }

        json.OptionalNumber(Wire.Temperature, temperature);
        json.OptionalNumber(Wire.TopP, topP);
        json.OptionalInteger(Wire.TopK, topK);
        WriteStops(json, sampling.StopSequences, how);
    }

    private static void WriteStops(Utf8JsonWriter json, IReadOnlyList<string> stops, RequestWriting how)
    {
        // The upstream refuses white space alone.
        var kept = stops.Where(stop => !string.IsNullOrWhiteSpace(stop)).ToArray();
        if (kept.Length < stops.Count)
        {
            how.Drop(how.Words.Stop);
        }

        if (kept.Length == 0)
        {
            return;
        }

        json.WriteStartArray(Wire.StopSequences);
        foreach (var stop in kept)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
    {
        if (request.User is { Length: <= MaxUser } user)
        {
            json.WriteStartObject(Wire.Metadata);
            json.WriteString(Wire.UserId, user);
            json.WriteEndObject();
        }
        else if (request.User is not null)
        {
            how.Drop(how.Words.User);
        }

        if (request.ServiceTier is Wire.Words.AutoTier or Wire.Words.StandardOnly || (request.ServiceTier is not null && how.From == Wire.Words.Dialect))
        {
            json.WriteString(Wire.ServiceTier, request.ServiceTier);
        }
        else if (request.ServiceTier is not null)
        {
            how.Drop("service_tier");
        }
    }

    private static void DropRest(ChatRequest request, RequestWriting how)
    {
        how.DropVariety(request);
        how.DropIf(request.Metadata.Count > 0, "metadata");
        foreach (var field in request.Foreign.Where(field => field.Dialect != Wire.Words.Dialect))
        {
            how.Drop(field.Name);
        }
    }
}
