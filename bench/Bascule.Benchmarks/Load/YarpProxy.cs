using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Bascule.Benchmarks.Load;

/// <summary>A YARP as its own documentation begins one: one route, one cluster, no logging, nothing else.</summary>
internal static class YarpProxy
{
    /// <param name="tls">A further port, with TLS; 0: none.</param>
    /// <param name="folder">Where <c>tls.crt</c> and <c>tls.key</c> are.</param>
    public static async Task RunAsync(int port, string upstream, int tls, string folder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            if (tls > 0)
            {
                var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
                kestrel.Listen(IPAddress.Loopback, tls, listener => listener.UseHttps(certificate));
            }
        });
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**path}" } }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } } }]);
        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy();
        await app.RunAsync();
    }
}
