using System.Text;

namespace Bascule.Journeys.Caching;

/// <summary>A stream that a test reads as far as it wants.</summary>
internal sealed class Reading(string dialect, HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly MemoryStream _read = new();

    public static async Task<Reading> StartAsync(CacheHouse house, string dialect, string route, string key = "a")
    {
        using var request = CacheHouse.Request(dialect, route, stream: true, key: key);
        var response = await house.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new Reading(dialect, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Reads until it holds these words.</summary>
    public async Task UntilAsync(string words)
    {
        var piece = new byte[1024];
        while (!Encoding.UTF8.GetString(_read.ToArray()).Contains(words, StringComparison.Ordinal))
        {
            var read = await body.ReadAsync(piece);
            Assert.True(read > 0, "It ended before.");
            _read.Write(piece, 0, read);
        }
    }

    /// <summary>Reads the rest.</summary>
    public async Task<Told> EndAsync()
    {
        var broke = false;
        try
        {
            await body.CopyToAsync(_read);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            broke = true;
        }

        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(",", header.Value), StringComparer.Ordinal);
        return new Told(dialect, (int)response.StatusCode, headers, Encoding.UTF8.GetString(_read.ToArray()), broke);
    }

    public void Dispose()
    {
        response.Dispose();
        _read.Dispose();
    }
}
