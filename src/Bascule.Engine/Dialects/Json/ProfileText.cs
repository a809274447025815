using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json;

/// <summary>A profile as the facts that rules read.</summary>
public static class ProfileText
{
    private const int MaxName = 128;

    /// <summary>What the request brings or wants, by the words of <c>has</c>.</summary>
    public static IReadOnlyList<string> Has(this RequestProfile profile) => HasWords.Of(profile.Features);

    /// <summary>The facts as a JSON object.</summary>
    /// <param name="errand">What was asked besides a chat; null: a chat.</param>
    /// <param name="further">Writes what else is known; null: nothing.</param>
    public static string ToJson(this RequestProfile profile, string? tier, string? session, string? errand = null, Action<Utf8JsonWriter>? further = null) => FactJson.Object(json =>
    {
        if (errand is not null)
        {
            json.WriteString("errand", errand);
        }

        json.WriteNumber("input_tokens", profile.EstimatedInputTokens);
        FactJson.WriteNames(json, "has", profile.Has());
        json.WriteNumber("turns", profile.Turns);
        json.WriteString("requested_model", profile.Model.Length <= MaxName ? profile.Model : profile.Model[..MaxName]);
        if (tier is not null)
        {
            json.WriteString("tier", tier);
        }

        if (session is not null)
        {
            json.WriteString("session", session);
        }

        further?.Invoke(json);
    });
}
