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
    public IReadOnlyList<string> Events => field ??=
        [.. Text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim())];

    /// <summary>The stream said in its own dialect that it is complete.</summary>
    public bool Ended => Dialect == Ask.Anthropic ? Text.Contains("\"type\":\"message_stop\"", StringComparison.Ordinal) : Events.Contains("[DONE]");

    /// <summary>The error that a stream ended with, its shape checked; null: none.</summary>
    public JsonElement? StreamError => Events.Count > 0 && Events[^1].Contains("\"error\"", StringComparison.Ordinal) ? ErrorIn(JsonElement.Parse(Events[^1])) : null;

    /// <summary>The words of the answer, whole or as far as the stream came.</summary>
    public string Said => string.Concat(Objects.Select(one => Dialect == Ask.Anthropic ? MessageText(one) : ChatText(one)));

    private IEnumerable<JsonElement> Objects => Header("content-type")!.StartsWith("text/event-stream", StringComparison.Ordinal)
        ? Events.Where(data => data.StartsWith('{')).Select(data => JsonElement.Parse(data))
        : [Json];

    /// <summary>Reads it to its end, cut or not.</summary>
    /// <param name="heard">Told each piece as it comes.</param>
    public static async Task<Told> ReadAsync(string dialect, HttpResponseMessage response, Action<ReadOnlyMemory<byte>>? heard = null)
    {
        // As they came over the wire: parsed ones are spelled anew.
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(",", header.Value), StringComparer.Ordinal);
        using var text = new MemoryStream();
        var broke = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            var piece = new byte[16 * 1024];
            while (await body.ReadAsync(piece) is > 0 and var read)
            {
                text.Write(piece, 0, read);
                heard?.Invoke(piece.AsMemory(0, read));
            }
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

    private static string? MessageText(JsonElement one) =>
        one.TryGetProperty("delta", out var delta) && delta.TryGetProperty("text", out var text) ? text.GetString()
            : one.TryGetProperty("content", out var content) ? string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()))
            : null;

    private static string? ChatText(JsonElement one) => !one.TryGetProperty("choices", out var choices) ? null : string.Concat(choices.EnumerateArray()
        .Select(choice => choice.TryGetProperty("delta", out var said) || choice.TryGetProperty("message", out said) ? said : default)
        .Select(said => said.TryGetProperty("content", out var content) ? content.GetString() : null));
}
