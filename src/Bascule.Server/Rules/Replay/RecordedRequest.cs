using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Ledger;

namespace Bascule.Server.Rules.Replay;

/// <summary>One request as its row remembers it: what rules may read, and who was asked first.</summary>
internal sealed record RecordedRequest(LedgerRow Row, string Model, long InputTokens)
{
    /// <summary>A profile keeps no more of a name: what is as long may have been cut.</summary>
    private const int MaxName = 128;

    public RequestFeatures Has { get; private init; }

    public string? Tier { get; private init; }

    public string? Session { get; private init; }

    /// <summary>What was asked besides a chat, by name; null: a chat.</summary>
    public string? Errand { get; private init; }

    /// <summary>The headers that rules named then and that it had.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    /// <summary>Who was asked first; null: nobody.</summary>
    public string? First { get; private init; }

    /// <summary>Somebody was put last then because he was not well.</summary>
    public bool Cooled { get; private init; }

    /// <summary>Null: the row does not hold the facts.</summary>
    public static RecordedRequest? Of(LedgerRow row)
    {
        try
        {
            var (profile, decision) = (JsonElement.Parse(row.Profile), JsonElement.Parse(row.Decision));
            var model = profile.TryGetProperty("requested_model", out var asked) ? asked.GetString() : null;
            model = model is { Length: > 0 and < MaxName } ? model : row.Route;
            if (model is null || !profile.TryGetProperty("input_tokens", out var tokens))
            {
                return null;
            }

            return new RecordedRequest(row, model, tokens.GetInt64())
            {
                Has = profile.TryGetProperty("has", out var has) ? has.EnumerateArray().Select(word => HasWords.Parse(word.GetString()!)).Aggregate(RequestFeatures.None, (all, one) => all | one) : RequestFeatures.None,
                Tier = TextOf(profile, "tier"),
                Session = TextOf(profile, "session"),
                Errand = TextOf(profile, "errand"),
                Headers = profile.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.Ordinal) : new Dictionary<string, string>(),
                First = row.Attempts.Count > 0 ? row.Attempts[0].Deployment : row.Error is null ? FirstPlanned(decision) : null,
                Cooled = decision.TryGetProperty("cooling", out _),
            };
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static string? FirstPlanned(JsonElement decision) =>
        decision.TryGetProperty("order", out var order) && order.GetArrayLength() > 0 ? order[0].GetString() : null;
}
