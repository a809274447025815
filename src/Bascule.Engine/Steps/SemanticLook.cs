using System.Text.Json;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Steps;

/// <summary>What the semantic cache has to do with one request: why nothing, or what is looked for and what came of it.</summary>
internal sealed class SemanticLook
{
    /// <summary>Why no similar question is looked for; null: one is.</summary>
    public string? Why { get; init; }

    /// <summary>What the look itself costs, in nano-dollars; null: nothing is asked, or no price is known.</summary>
    public long? CostNano { get; init; }

    /// <summary>In which period of the budgets that was reserved.</summary>
    public DateTimeOffset ReservedAt { get; init; }

    /// <summary>The question's vector, on its way; null in it: the embedder did not answer.</summary>
    public Task<float[]?> Vector { get; init; } = Task.FromResult<float[]?>(null);

    public SemanticRoute? Route { get; init; }

    public Digest Scope { get; init; }

    public PromptMarks Marks { get; init; }

    /// <summary>Who may judge this request's answers; null: policy lets nobody, or there is none.</summary>
    public Target? Judge { get; init; }

    /// <summary>What is asked again where answers differ.</summary>
    public SideQuestion? Question { get; init; }

    /// <summary>During which beginning of the proof it came.</summary>
    public int Epoch { get; init; }

    /// <summary>How like the nearest question is whose answer this one might have; null: there is none, or nobody waited to know.</summary>
    public double? Similarity { get; set; }

    /// <summary>What differs from the nearest, where a guard kept this one from its answer.</summary>
    public string? Differs { get; set; }

    /// <summary>The most similar question whose guards agree.</summary>
    /// <param name="but">Not this one: it is itself.</param>
    public Neighbour? Near(SemanticCache cache, float[] vector, Digest but)
    {
        var near = cache.Find(Scope, vector, Marks, but, out var differs);
        (Similarity, Differs) = (near?.Similarity ?? Similarity, differs);
        return near;
    }

    /// <summary>Its place in the row's decision.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("semantic");
        if (Why is not null)
        {
            json.WriteString("why", Why);
        }
        else
        {
            json.WriteString("state", Route!.Text);
        }

        if (Similarity is { } similarity)
        {
            json.WriteNumber("nearest", Math.Round(similarity, 4));
        }

        if (Differs is not null)
        {
            json.WriteString("guard", Differs);
        }

        json.WriteEndObject();
    }
}

/// <summary>A question that is put to somebody besides, when its caller is gone: his bytes, and nothing else of him.</summary>
/// <param name="Asked">The caller's row as it was begun.</param>
/// <param name="Body">A copy.</param>
/// <param name="Purse">Who pays: the operator himself.</param>
internal sealed record SideQuestion(LedgerRow Asked, ICallerDialect Dialect, ReadOnlyMemory<byte> Body, CallAddress? Address, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, Purse Purse)
{
    /// <summary>The question itself, for a judge.</summary>
    public required string Text { get; init; }

    /// <summary>The question that a judge is asked instead: his words and two answers to them.</summary>
    public SideQuestion ForJudge(string model, string one, string other) =>
        this with { Dialect = OpenAiChatDialect.Instance, Body = JudgeQuestion.Write(model, Text, one, other), Address = null, Query = "", Headers = [] };
}
