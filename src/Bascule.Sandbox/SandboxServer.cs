using Bascule.Sandbox.Faults;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox;

/// <summary>Simulated vendors over real HTTP, so that a first request, a test or a demonstration needs no account.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string Label = "x-sandbox";
    private const long MaxRequestBytes = 128L << 20;

    private readonly CancellationTokenSource _closing = new();
    private readonly SandboxEndpoints _endpoints = new();
    private readonly FaultTurns _turns = new();
    private readonly TimeProvider _time;
    private WebApplication? _app;

    private SandboxServer(TimeProvider time) => _time = time;

    /// <summary>Where it listens, with the port that the system chose when the URL said 0.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts listening on <paramref name="url"/>, such as <c>http://127.0.0.1:0</c>.</summary>
    public static async Task<SandboxServer> StartAsync(string url, TimeProvider? time = null, CancellationToken cancel = default)
    {
        var server = new SandboxServer(time ?? TimeProvider.System);
        server._app = await Listener.StartAsync(url, MaxRequestBytes, server.AnswerAsync, cancel);
        server.Address = Listener.AddressOf(server._app);
        return server;
    }

    /// <summary>Ends every open answer, stalled ones too, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app!.DisposeAsync();
        _closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
        http.Response.Headers[Label] = "simulated";
        http.Features.Set(_turns);
        try
        {
            await RouteAsync(http, ends.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && ends.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (BadHttpRequestException bad)
        {
            http.Response.StatusCode = bad.StatusCode;
        }
    }

    private Task RouteAsync(HttpContext http, CancellationToken cancel)
    {
        var request = http.Request;
        var path = request.Path.Value ?? "";
        ServedEndpoint? other = null;
        foreach (var endpoint in _endpoints.All)
        {
            if (endpoint.Path.Match(path) is not { } kept || !endpoint.Applies(request))
            {
                continue;
            }

            if (request.Method == endpoint.Method)
            {
                return endpoint.Answer(http, kept, _time, cancel);
            }

            other = endpoint;
        }

        return other is null
            ? RefuseAsync(http, _endpoints.OwnerOf(request), StatusCodes.Status404NotFound, cancel)
            : RefuseAsync(http, other.Vendor, StatusCodes.Status405MethodNotAllowed, cancel);
    }

    private static Task RefuseAsync(HttpContext http, IVendor vendor, int status, CancellationToken cancel) =>
        ServedEndpoint.RefuseAsync(http, vendor, vendor.ForStatus(status), cancel);
}
