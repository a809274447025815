using System.Globalization;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Pricing;
using Bascule.Server.Endpoints;

namespace Bascule.Server.Keys;

/// <summary>What a key may do as JSON in the config's own words; <see cref="KeyForm"/> reads the same from it. Null is unset.</summary>
internal static class KeyJson
{
    /// <summary>An object with all that <see cref="WriteMembers"/> writes.</summary>
    public static string ToText(KeyOptions key)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteMembers(json, key);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <param name="states">How its budgets stand, to be told with them; null: what is set alone.</param>
    public static void WriteMembers(Utf8JsonWriter json, KeyOptions key, IReadOnlyList<BudgetState>? states = null)
    {
        json.WriteString("name", key.Name);
        json.WriteString("team", key.Team);
        json.WriteString("tier", key.Tier);
        json.WriteString("data_class", key.DataClass?.ToWord());
        json.WriteString("max_data_class", key.MaxDataClass?.ToWord());
        WriteTexts(json, "routes", key.Routes);
        json.WriteStartObject("limits");
        WriteCount(json, "requests_per_minute", key.Limits.RequestsPerMinute);
        WriteCount(json, "tokens_per_minute", key.Limits.TokensPerMinute);
        WriteCount(json, "concurrency", key.Limits.Concurrency);
        json.WriteEndObject();
        if (states is null || key.Budget is null)
        {
            WriteBudget(json, key.Budget);
        }

        KeyBudgets.Write(json, states ?? []);
        WriteUser(json, key.PerUser);
        json.WriteString("unpriced", key.RefusesUnpriced switch { null => null, true => "refuse", false => "allow" });
        json.WriteStartObject("tags");
        foreach (var (name, value) in key.Tags)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteBoolean("may_set_tier", key.MayTierBeSet);
        WriteTexts(json, "addresses", key.Addresses);
        json.WriteString("expires", key.Expires is { } end ? Moment(end) : null);
    }

    /// <summary>What each end user may use.</summary>
    public static void WriteUser(Utf8JsonWriter json, UserLimits limits)
    {
        json.WriteStartObject("per_user");
        WriteCount(json, "requests_per_minute", limits.RequestsPerMinute);
        WriteCount(json, "tokens_per_minute", limits.TokensPerMinute);
        WriteCount(json, "concurrency", limits.Concurrency);
        WriteBudget(json, limits.Budget);
        json.WriteEndObject();
    }

    /// <summary>As the config's dates are written.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteBudget(Utf8JsonWriter json, BudgetOptions? budget)
    {
        if (budget is null)
        {
            json.WriteNull("budget");
            return;
        }

        json.WriteStartObject("budget");
        json.WriteNumber("usd", Money.ToUsd(budget.Nano));
        json.WriteString("per", budget.Per.ToWord());
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ValueList<string>? texts)
    {
        if (texts is not { } some)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in some)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
