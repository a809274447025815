using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Cohere.CohereWire;

namespace Bascule.Engine.Dialects.Cohere;

/// <summary>Writes a request with the members of Cohere's chat and names the others.</summary>
internal sealed class CohereRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>The most stop sequences taken.</summary>
    private const int MaxStops = 5;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString(W.Model, how.Model);
        new CohereMessageWriter(json, request, how).Write();
        var tools = WriteTools();
        WriteOutput(tools);
        WriteSampling(request.Sampling);
        WriteThinking(request.Reasoning);
        json.OptionalInteger(W.MaxTokens, request.MaxOutputTokens);
        if (request.Stream)
        {
            json.WriteBoolean(W.Stream, true);
        }

        WriteForeign();
        json.WriteEndObject();
        DropRest();
    }

    /// <summary>No tool can be named as the one to call: a named one is then the only one offered.</summary>
    private int WriteTools()
    {
        var choice = request.ToolChoice;
        var tools = request.Tools.Select(Place).OfType<FunctionTool>().Where(IsOffered).ToArray();
        if (tools.Length == 0)
        {
            DropIf(choice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named }, "tool_choice");
            return 0;
        }

        json.WriteStartArray(W.Tools);
        foreach (var tool in tools)
        {
            WriteTool(tool);
        }

        json.WriteEndArray();
        if (choice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named or ToolChoiceKind.None })
        {
            json.WriteString(W.ToolChoice, choice.Kind == ToolChoiceKind.None ? "NONE"u8 : "REQUIRED"u8);
        }

        // Strictness is of all tools or of none.
        var strict = tools.All(tool => tool.Strict is true) && !request.Foreign.Any(field => field.Name == "strict_tools");
        if (strict)
        {
            json.WriteBoolean(W.StrictTools, true);
        }

        DropIf(!strict && tools.Any(tool => tool.Strict is true), "strict");
        DropIf(request.ParallelToolCalls is false, how.Words.Parallel);
        return tools.Length;
    }

    private bool IsOffered(FunctionTool tool) => request.ToolChoice switch
    {
        { Kind: ToolChoiceKind.Named, Name: { } name } => tool.Name == name,
        { Allowed: { Count: > 0 } allowed } => allowed.Contains(tool.Name),
        _ => true,
    };

    private FunctionTool? Place(Tool tool)
    {
        DropIf(tool.Cache is not null, "cache_control");
        how.DropForeign(tool, CohereDialect.DialectName);
        if (tool is ForeignTool foreign)
        {
            how.Drop(foreign.Type);
        }

        return tool as FunctionTool ?? (tool is CustomTool custom ? FreeTextTools.AsFunction(custom, how) : null);
    }

    private void WriteTool(FunctionTool tool)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, W.Function);
        json.WriteStartObject(W.Function);
        json.WriteString(W.Name, tool.Name);
        json.OptionalText(W.Description, tool.Description);
        AnthropicToolWriter.WriteSchema(json, W.Parameters, tool.Parameters);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A schema stands beside the word for plain JSON. Neither goes together with tools.</summary>
    private void WriteOutput(int tools)
    {
        if (request.Output is not { Kind: not OutputKind.Text } output)
        {
            return;
        }

        if (tools > 0)
        {
            how.Drop(how.Words.Format);
            return;
        }

        json.WriteStartObject(W.ResponseFormat);
        json.WriteString(W.Type, "json_object"u8);
        json.OptionalRaw(W.JsonSchema, output.Kind == OutputKind.JsonSchema ? output.Schema : default);
        json.WriteEndObject();
    }

    private void WriteSampling(Sampling sampling)
    {
        json.OptionalNumber(W.Temperature, sampling.Temperature);
        json.OptionalNumber(W.P, sampling.TopP);
        json.OptionalInteger(W.K, sampling.TopK);
        json.OptionalNumber(W.FrequencyPenalty, Within(sampling.FrequencyPenalty, how.Words.FrequencyPenalty));
        json.OptionalNumber(W.PresencePenalty, Within(sampling.PresencePenalty, how.Words.PresencePenalty));
        json.OptionalInteger(W.Seed, sampling.Seed);
        json.OptionalFlag(W.Logprobs, sampling.LogProbabilities);
        DropIf(sampling.StopSequences.Count > MaxStops, how.Words.Stop);
        if (sampling.StopSequences.Count == 0)
        {
            return;
        }

        json.WriteStartArray(W.StopSequences);
        foreach (var stop in sampling.StopSequences.Take(MaxStops))
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    /// <summary>Cohere's penalties run from 0 to 1; one outside is named and moved to the nearer end.</summary>
    private double? Within(double? penalty, string name)
    {
        DropIf(penalty is < 0 or > 1, name);
        return penalty is { } value ? Math.Clamp(value, 0, 1) : null;
    }

    private void WriteThinking(ReasoningWish? wish)
    {
        var off = wish is { Enabled: false } or { Effort: "none" };
        if (wish is null || (!off && (wish.Effort ?? (object?)wish.BudgetTokens ?? wish.Enabled) is null))
        {
            return;
        }

        json.WriteStartObject(W.Thinking);
        json.WriteString(W.Type, off ? "disabled"u8 : "enabled"u8);
        json.OptionalInteger(W.TokenBudget, off ? null : wish.BudgetTokens);
        json.WriteEndObject();
    }

    private void WriteForeign()
    {
        foreach (var field in request.Foreign)
        {
            var taken = (field.Name == "k" && request.Sampling.TopK is not null) || (field.Name == "p" && request.Sampling.TopP is not null);
            if (field.Dialect == OpenAiChatDialect.DialectName && W.OwnMembers.Contains(field.Name) && !taken)
            {
                json.WritePropertyName(field.Name);
                json.Raw(field.Value);
            }
            else
            {
                DropIf(!field.Name.StartsWith(ForeignMembers.StreamOptions, StringComparison.Ordinal), field.Name);
            }
        }
    }

    private void DropRest()
    {
        DropIf(request.Sampling.MinP is not null, "min_p");
        DropIf(request.Sampling.TopLogProbabilities is not null, "top_logprobs");
        DropIf(!request.Sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.Choices > 1, how.Words.Choices);
        DropIf(request.User is not null, how.Words.User);
        DropIf(request.Metadata.Count > 0, "metadata");
        DropIf(request.ServiceTier is not (null or "auto"), "service_tier");
    }

    private void DropIf(bool condition, string name)
    {
        if (condition)
        {
            how.Drop(name);
        }
    }
}
