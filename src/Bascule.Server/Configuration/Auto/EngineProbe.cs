using System.Text.Json;
using Bascule.Engine.Providers;

namespace Bascule.Server.Configuration.Auto;

/// <summary>Asks the usual loopback ports which engine listens there. Any 200 is not enough: each must answer in its own shape.</summary>
public static class EngineProbe
{
    /// <summary>An engine has this long to answer; start must not wait for a busy stranger.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    // A list of models is some kilobytes.
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>The engines that answered, in the order of <paramref name="ports"/>.</summary>
    public static async Task<IReadOnlyList<FoundEngine>> FindAsync(IReadOnlyList<(string Engine, int Port)> ports, TimeProvider time, CancellationToken cancel)
    {
        // No proxy and no redirects: what is asked is this machine, and nothing else.
        using var handler = new SocketsHttpHandler { ConnectCallback = Door.Open.ConnectAsync, UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = MaxAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        var answers = await Task.WhenAll(ports.Select(port => AskAsync(client, port.Engine, port.Port, time, cancel)));
        return [.. answers.OfType<FoundEngine>()];
    }

    private static async Task<FoundEngine?> AskAsync(HttpClient client, string engine, int port, TimeProvider time, CancellationToken cancel)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var path = engine switch { "ollama" => "/api/tags", "lmstudio" => "/api/v0/models", "tgi" => "/info", _ => "/v1/models" };
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using var answer = await client.GetAsync(new Uri(address, path), both.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(both.Token));
            return EngineShapes.Recognise(engine, body.RootElement, out var model) ? new FoundEngine(engine, address, model) : null;
        }
        catch (Exception silence) when (silence is HttpRequestException or JsonException or IOException || (silence is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}
