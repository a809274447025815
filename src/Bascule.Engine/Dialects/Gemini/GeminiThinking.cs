using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>What is asked about thinking: a budget or a level, and whether the thoughts are shown.</summary>
internal readonly record struct GeminiThinking(long? Budget, string? Level, bool Shown)
{
    /// <summary>The model decides.</summary>
    private const long AsItLikes = -1;

    /// <summary>The least that 2.5's large model takes; it cannot be switched off.</summary>
    private const long LeastOfPro = 128;

    public bool IsEmpty => Budget is null && Level is null && !Shown;

    public static GeminiThinking Decide(ChatRequest request, RequestWriting how)
    {
        if (request.Reasoning is not { } wish)
        {
            return default;
        }

        if (how.From == Wire.Dialect)
        {
            return new GeminiThinking(
                wish.Enabled == false ? 0 : wish.Adaptive ? AsItLikes : wish.BudgetTokens, wish.Effort?.ToUpperInvariant(), wish.Summary is not null);
        }

        var model = GeminiModelName.Of(how.Model);
        var off = wish.Enabled == false || wish.Effort == "none";
        if (model.NeverThinks)
        {
            if (!off)
            {
                how.Drop(how.Words.Reasoning);
            }

            return default;
        }

        if (off)
        {
            return model.ByLevel ? new GeminiThinking(null, model.IsPro ? "LOW" : "MINIMAL", false) : new GeminiThinking(model.IsPro ? LeastOfPro : 0, null, false);
        }

        var level = model.ByLevel && wish.BudgetTokens is null ? LevelOf(wish.Effort, how.Model) : null;
        var budget = wish.BudgetTokens ?? (model.ByLevel ? null : wish.Adaptive ? AsItLikes : BudgetOf(wish.Effort));
        return new GeminiThinking(budget is > 0 and < LeastOfPro && model.IsPro ? LeastOfPro : budget, level, Shown: true);
    }

    public void Write(Utf8JsonWriter json, IReadOnlyList<ForeignField> foreign)
    {
        var rest = foreign.Where(field => field.Dialect == Wire.Dialect && field.Name.StartsWith(Wire.Paths.ThinkingConfig, StringComparison.Ordinal)).ToArray();
        if (IsEmpty && rest.Length == 0)
        {
            return;
        }

        json.WriteStartObject(Wire.ThinkingConfig);
        json.OptionalInteger(Wire.ThinkingBudget, Budget);
        json.OptionalText(Wire.ThinkingLevel, Level);
        if (Shown)
        {
            json.WriteBoolean(Wire.IncludeThoughts, true);
        }

        foreach (var field in rest)
        {
            json.WritePropertyName(field.Name[Wire.Paths.ThinkingConfig.Length..]);
            json.Raw(field.Value);
        }

        json.WriteEndObject();
    }

    private static string? LevelOf(string? effort, string model) => effort switch
    {
        null => null,
        "minimal" => GeminiModelName.Of(model).IsPro ? "LOW" : "MINIMAL",
        "low" => "LOW",
        "medium" => model.Contains("gemini-3-pro", StringComparison.Ordinal) ? "HIGH" : "MEDIUM",    // the first of its generation knows two levels
        _ => "HIGH",
    };

    /// <summary>The budgets that Google's own OpenAI endpoint takes the words for.</summary>
    private static long? BudgetOf(string? effort) => effort switch
    {
        null => null,
        "minimal" or "low" => 1024,
        "medium" => 8192,
        _ => 24576,
    };
}
