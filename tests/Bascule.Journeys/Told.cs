using System.Text;
using System.Text.Json;

namespace Bascule.Journeys;

/// <summary>An answer as a caller got it: status, headers, every byte, and whether the connection broke under it.</summary>
internal sealed record Told(string Dialect, int Status, IReadOnlyDictionary<string, string> Headers, string Text, bool Broke)
{
    public string Id => Headers["x-bascule-request-id"];

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The error object of an error answer, its shape checked.</summary>
    public JsonElement Error
    {
        get
        {
            Assert.Equal("application/json", Header("content-type"));
            return ErrorIn(Json);
        }
    }

    /// <summary>The data of every event, comments left out.</summary>
    public IReadOnlyList<string> Events =>
        [.. Text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim())];

    /// <summary>The stream said in its own dialect that it is complete.</summary>
    public bool Ended => Dialect == Ask.Anthropic ? Text.Contains("\"type\":\"message_stop\"", StringComparison.Ordinal) : Events.Contains("[DONE]");

    /// <summary>The error that a stream ended with, its shape checked; null: none.</summary>
    public JsonElement? StreamError => Events.Count > 0 && Events[^1].Contains("\"error\"", StringComparison.Ordinal) ? ErrorIn(JsonElement.Parse(Events[^1])) : null;

    public static async Task<Told> ReadAsync(string dialect, HttpResponseMessage response)
    {
        // As they came over the wire: parsed ones are spelled anew.
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(",", header.Value), StringComparer.Ordinal);
        using var text = new MemoryStream();
        var broke = false;
        try
        {
            await response.Content.CopyToAsync(text);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            broke = true;
        }

        return new Told(dialect, (int)response.StatusCode, headers, Encoding.UTF8.GetString(text.ToArray()), broke);
    }

    private JsonElement ErrorIn(JsonElement root)
    {
        if (Dialect == Ask.Anthropic)
        {
            Assert.Equal("error", root.GetProperty("type").GetString());
            Assert.False(string.IsNullOrEmpty(root.GetProperty("request_id").GetString()));
        }

        var error = root.GetProperty("error");
        Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString()));
        Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
        Assert.True(Dialect == Ask.Anthropic || (error.TryGetProperty("param", out _) && error.TryGetProperty("code", out _)));
        return error;
    }
}
