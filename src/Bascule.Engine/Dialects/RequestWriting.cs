using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>How a request is to be written for one deployment, and what could not be.</summary>
public sealed class RequestWriting
{
    /// <summary>The model name the upstream takes.</summary>
    public required string Model { get; init; }

    /// <summary>The caller's dialect, whose member names <see cref="Dropped"/> uses.</summary>
    public required string From { get; init; }

    /// <summary>Output tokens to ask for where this dialect demands a number and the caller gave none: the model's limit, or a plain default.</summary>
    public long DefaultMaxOutputTokens { get; init; } = 4096;

    /// <summary>Whose reasoning signatures this upstream takes: <c>anthropic</c>, <c>openai</c>, ... or null for none.</summary>
    public string? SignaturesOf { get; init; }

    /// <summary>How the deployment is told that the last turn is the beginning of the answer (<see cref="ChatRequest.Continues"/>).</summary>
    public PrefillForm Prefill { get; init; }

    /// <summary>Whether the model reasons, where the catalog knows; null: it does not.</summary>
    public bool? Reasons { get; init; }

    /// <summary>The caller's own names of what had no place, in order, each once.</summary>
    public List<string> Dropped { get; } = [];

    /// <summary>The caller's words for what may have no place.</summary>
    internal CallerWords Words => CallerWords.Of(From);

    /// <summary>Names what of a tool only another dialect than <paramref name="own"/> understands.</summary>
    public void DropForeign(Tool tool, string own)
    {
        foreach (var field in tool.Foreign.Where(field => field.Dialect != own))
        {
            Drop(field.Name);
        }
    }

    /// <summary>Names what dialects with Anthropic's few sampling settings have no place for.</summary>
    public void DropVariety(ChatRequest request)
    {
        var sampling = request.Sampling;
        DropIf(sampling.FrequencyPenalty is not (null or 0), Words.FrequencyPenalty);
        DropIf(sampling.PresencePenalty is not (null or 0), Words.PresencePenalty);
        DropIf(sampling.MinP is not null, "min_p");
        DropIf(sampling.Seed is not null, "seed");
        DropIf(sampling.LogProbabilities == true, "logprobs");
        DropIf(sampling.TopLogProbabilities is not null, "top_logprobs");
        DropIf(!sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.Choices > 1, Words.Choices);
    }

    public void DropIf(bool said, string name)
    {
        if (said)
        {
            Drop(name);
        }
    }

    public void Drop(string name)
    {
        if (!Dropped.Contains(name))
        {
            Dropped.Add(name);
        }
    }
}
