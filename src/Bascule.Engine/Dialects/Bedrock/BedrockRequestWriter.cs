using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Writes a Converse request, whole or streamed: the address says which, and the model. The order of turns obeys Anthropic's rules, which Converse shares.</summary>
internal static partial class BedrockRequestWriter
{
    /// <summary>The most pairs of <c>requestMetadata</c>.</summary>
    private const int MaxMetadata = 16;

    /// <summary>The least <c>topP</c> beside Claude's thinking.</summary>
    private const double LeastTopP = 0.95;

    public static void Write(ChatRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        var model = new BedrockModel(how.Model);
        var (system, messages) = AnthropicTurnOrder.Arrange(request, new BedrockPartMending(how, model));
        var tools = BedrockToolWriter.Choose(request, how, messages);
        var choice = tools.Count > 0 && request.Tools.Count > 0 ? request.ToolChoice : null;
        var mostTokens = request.MaxOutputTokens ?? how.DefaultMaxOutputTokens;
        var thinking = model.IsClaude ? AnthropicThinking.Decide(request, how, mostTokens, messages, choice, BedrockDialect.Signer) : default;

        using var json = JsonWriting.To(into);
        var blocks = new BedrockBlockWriter(json, how, model);
        json.WriteStartObject();
        json.WriteStartArray(W.Messages);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString(W.Role, message.IsAssistant ? "assistant"u8 : "user"u8);
            blocks.WriteContent(W.Content, message.Parts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (system.Count > 0)
        {
            blocks.WriteContent(W.System, system);
        }

        WriteInference(json, request, how, model, thinking, thinking.IsOn ? mostTokens : request.MaxOutputTokens);
        new BedrockToolWriter(json, request, how, model, blocks).Write(tools, choice);
        BedrockThinkingWriter.Write(json, request, how, model, thinking);
        WriteOutput(json, request.Output, how, model);
        WriteCaller(json, request, how);
        WriteForeign(json, request, how);
        json.WriteEndObject();
        DropRest(request, how);
    }

    private static void WriteInference(Utf8JsonWriter json, ChatRequest request, RequestWriting how, BedrockModel model, AnthropicThinking thinking, long? mostTokens)
    {
        var (temperature, topP) = (request.Sampling.Temperature, request.Sampling.TopP);
        if (temperature is < 0 or > 1)
        {
            how.Drop("temperature");
            temperature = Math.Clamp(temperature.Value, 0, 1);
        }

        if (model.IsClaude && thinking.IsOn && temperature is not (null or 1))
        {
            how.Drop("temperature");
            temperature = null;
        }

        if (model.IsClaude && thinking.IsOn && topP < LeastTopP)
        {
            how.Drop("top_p");
            topP = null;
        }

        var stops = request.Sampling.StopSequences.Where(stop => !string.IsNullOrWhiteSpace(stop)).ToArray();
        if (stops.Length < request.Sampling.StopSequences.Count)
        {
            how.Drop(how.Words.Stop);
        }

        json.WriteStartObject(W.InferenceConfig);
        json.OptionalInteger(W.MaxTokens, mostTokens);
        json.OptionalNumber(W.Temperature, temperature);
        json.OptionalNumber(W.TopP, topP);
        if (stops.Length > 0)
        {
            json.WriteStartArray(W.StopSequences);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The schema goes as a string that holds JSON.</summary>
    private static void WriteOutput(Utf8JsonWriter json, OutputFormat? output, RequestWriting how, BedrockModel model)
    {
        if (output is not { Kind: not OutputKind.Text })
        {
            return;
        }

        if (output.Kind != OutputKind.JsonSchema || output.Schema.IsAbsent || !model.TakesSchemas)
        {
            how.Drop(how.Words.Format);
            return;
        }

        json.WriteStartObject(W.OutputConfig);
        json.WriteStartObject(W.TextFormat);
        json.WriteString(W.Type, "json_schema"u8);
        json.WriteStartObject(W.Structure);
        json.WriteStartObject(W.JsonSchema);
        json.WriteString(W.Schema, output.Schema.ToString());
        json.OptionalText(W.Name, output.Name);
        json.OptionalText(W.Description, string.IsNullOrEmpty(output.Description) ? null : output.Description);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCaller(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
    {
        if (request.ServiceTier is { } tier && tier != "auto")
        {
            var word = tier == "standard_only" ? "default" : tier;
            if (word is "default" or "priority" or "flex" or "reserved")
            {
                json.WriteStartObject(W.ServiceTier);
                json.WriteString(W.Type, word);
                json.WriteEndObject();
            }
            else
            {
                how.Drop("service_tier");
            }
        }

        if (request.Metadata.Count is 0)
        {
            return;
        }

        if (request.Metadata.Count > MaxMetadata || !request.Metadata.All(pair => MetadataText().IsMatch(pair.Key) && MetadataText().IsMatch(pair.Value)))
        {
            how.Drop("metadata");
            return;
        }

        json.WriteStartObject(W.RequestMetadata);
        foreach (var (name, value) in request.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteForeign(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
    {
        foreach (var field in request.Foreign)
        {
            if (field.Dialect == OpenAiChatDialect.DialectName && W.OwnMembers.Contains(field.Name))
            {
                json.WritePropertyName(field.Name);
                json.Raw(field.Value);
            }
            else if (!field.Name.StartsWith(ForeignMembers.StreamOptions, StringComparison.Ordinal))
            {
                how.Drop(field.Name);
            }
        }
    }

    private static void DropRest(ChatRequest request, RequestWriting how)
    {
        how.DropVariety(request);
        how.DropIf(request.User is not null, how.Words.User);
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\s:_@$#=/+,\-.]{1,256}$", RegexOptions.CultureInvariant)]
    private static partial Regex MetadataText();
}
