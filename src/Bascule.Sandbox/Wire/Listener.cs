using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bascule.Sandbox.Wire;

/// <summary>Kestrel with nothing around it: no configuration files, no logs, no signal handlers.</summary>
internal static class Listener
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public static async Task<WebApplication> StartAsync(string url, long maxRequestBytes, RequestDelegate answer, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // The default lifetime would stop this listener at SIGTERM, while a gateway in the same process still drains through it.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Farewell);
        // A flush then ends when the bytes are with the system, so that what came before an abort is never lost with it.
        builder.Services.Configure<SocketTransportOptions>(options => options.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().UseUrls(url).ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = maxRequestBytes;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        app.Run(answer);
        try
        {
            await app.StartAsync(cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where it really listens, with the port the system chose.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        var bound = new Uri(app.Urls.First());
        return bound.Host is "[::]" or "0.0.0.0" ? new UriBuilder(bound) { Host = IPAddress.Loopback.ToString() }.Uri : bound;
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
