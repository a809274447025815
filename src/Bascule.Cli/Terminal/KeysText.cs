using System.Text.Json;

namespace Bascule.Cli.Terminal;

/// <summary>Keys as a terminal shows them.</summary>
internal static class KeysText
{
    public static Task ShowJsonAsync(JsonElement root) => Console.Out.WriteLineAsync(Plain.Json(root.WriteTo));

    public static async Task ShowListAsync(JsonElement root)
    {
        var table = Tables.New(("name", false), ("id", false), ("team", false), ("status", false), ("source", false), ("expires", false), ("secrets", false));
        foreach (var key in root.GetProperty("data").EnumerateArray())
        {
            Tables.Add(
                table, Text(key, "name"), Text(key, "id"), Text(key, "team"), Text(key, "status"), key.TryGetProperty("place", out var place) ? place.GetString() : "database", Text(key, "expires"),
                key.TryGetProperty("secrets", out var secrets) ? string.Join(", ", secrets.EnumerateArray().Select(secret => secret.GetProperty("starts").GetString() + "...")) : "-");
        }

        Tables.Show(table);
        if (!root.GetProperty("complete").GetBoolean())
        {
            await Console.Error.WriteLineAsync("The keys of the database can't be read now: they are missing here.");
        }
    }

    /// <summary>What is set of a key, a line each.</summary>
    public static async Task ShowAsync(JsonElement key)
    {
        foreach (var member in key.EnumerateObject().Where(member => Says(member.Value)))
        {
            await Console.Out.WriteLineAsync($"{member.Name,-16} {Plain.Text(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText())}");
        }
    }

    public static async Task ShowSecretAsync(JsonElement key)
    {
        await ShowAsync(key);
        await Console.Error.WriteLineAsync("The secret stands in 'key' and is shown this once: keep it now.");
    }

    private static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.Object => value.EnumerateObject().Any(member => Says(member.Value)),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };

    private static string Text(JsonElement key, string name) => key.GetProperty(name).GetString() ?? "-";
}
