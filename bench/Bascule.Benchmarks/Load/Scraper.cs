using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>Reads the metrics of each Bascule every five seconds, as Prometheus would.</summary>
internal sealed class Scraper : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Timer _timer;

    public Scraper(IReadOnlyList<Target> targets) => _timer = new(_ => _ = ScrapeAsync(targets), null, TimeSpan.Zero, TimeSpan.FromSeconds(5));

    public void Dispose()
    {
        _timer.Dispose();
        _client.Dispose();
    }

    private async Task ScrapeAsync(IReadOnlyList<Target> targets)
    {
        try
        {
            foreach (var target in targets)
            {
                await _client.GetByteArrayAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{target.MetricsPort}/metrics")));
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            Console.Error.WriteLine($"Metrics are not to be had: {failed.Message}");
        }
    }
}
