using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bascule.Journeys.Transport;

/// <summary>An upstream that speaks HTTP/2 and nothing else. A stream says one word and waits for <see cref="Release"/> before it ends.</summary>
internal sealed class Http2Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Http2Upstream(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Of each request its protocol and its connection.</summary>
    public ConcurrentQueue<(string Protocol, string Connection)> Seen { get; } = [];

    /// <summary>The model that a caller asked for who left.</summary>
    public Task<string> Left => _left.Task;

    /// <param name="certificate">PEM files for TLS with ALPN; null: clear text by prior knowledge.</param>
    public static async Task<Http2Upstream> StartAsync((string Cert, string Key)? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is { } files)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(files.Cert, files.Key) });
            }
        }));
        var upstream = new Http2Upstream(builder.Build());
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync();
        return upstream;
    }

    /// <summary>Lets the streams end.</summary>
    public void Release() => _released.TrySetResult();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Seen.Enqueue((context.Request.Protocol, context.Connection.Id));
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (!body.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Wire.Answer(Ask.OpenAi), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(Wire.Begin(Ask.OpenAi) + Wire.Text(Ask.OpenAi, "one"), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await _released.Task.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            using var asked = System.Text.Json.JsonDocument.Parse(body);
            _left.TrySetResult(asked.RootElement.GetProperty("model").GetString()!);
            return;
        }

        await context.Response.WriteAsync(Wire.Text(Ask.OpenAi, "two") + Wire.Finish(Ask.OpenAi) + Wire.End(Ask.OpenAi), context.RequestAborted);
    }
}
