using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
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
    private readonly OpenAiVendor _openAi = new();
    private readonly AnthropicVendor _anthropic = new();
    private readonly VendorEndpoint _chat;
    private readonly VendorEndpoint _messages;
    private WebApplication? _app;

    private SandboxServer(TimeProvider time)
    {
        _chat = new VendorEndpoint(_openAi, time);
        _messages = new VendorEndpoint(_anthropic, time);
    }

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
        IVendor vendor = request.Headers.ContainsKey("anthropic-version") || request.Path == "/v1/messages" ? _anthropic : _openAi;
        return (request.Method, request.Path.Value) switch
        {
            ("POST", "/v1/chat/completions") => _chat.AnswerAsync(http, cancel),
            ("POST", "/v1/messages") => _messages.AnswerAsync(http, cancel),
            ("GET", "/v1/models") => WriteAsync(http, StatusCodes.Status200OK, vendor == _anthropic ? AnthropicModels.List() : OpenAiModels.List(), cancel),
            ("GET", { } path) when path.StartsWith("/v1/models/", StringComparison.Ordinal) => ModelAsync(http, vendor, path["/v1/models/".Length..], cancel),
            (_, "/v1/chat/completions" or "/v1/messages" or "/v1/models") => RefuseAsync(http, vendor, vendor.ForStatus(StatusCodes.Status405MethodNotAllowed), cancel),
            _ => RefuseAsync(http, vendor, vendor.ForStatus(StatusCodes.Status404NotFound), cancel),
        };
    }

    private static Task ModelAsync(HttpContext http, IVendor vendor, string name, CancellationToken cancel)
    {
        if (SandboxModel.Find(name) is not { } model)
        {
            return RefuseAsync(http, vendor, vendor.UnknownModel(name), cancel);
        }

        return WriteAsync(http, StatusCodes.Status200OK, Json.Bytes(vendor is AnthropicVendor ? AnthropicModels.One(model) : OpenAiModels.One(model)), cancel);
    }

    private static Task RefuseAsync(HttpContext http, IVendor vendor, Refusal refusal, CancellationToken cancel) =>
        WriteAsync(http, refusal.Status, vendor.Error(refusal, vendor.NewRequestId()), cancel);

    private static async Task WriteAsync(HttpContext http, int status, byte[] body, CancellationToken cancel)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, cancel);
    }
}
