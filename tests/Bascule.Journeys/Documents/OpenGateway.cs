using Bascule.Server.Hosting;

namespace Bascule.Journeys.Documents;

/// <summary>A gateway as <c>./run</c> starts it on a machine with nothing: auto mode, sandbox only.</summary>
internal sealed class OpenGateway : IAsyncDisposable
{
    private OpenGateway(GatewayHost host, string folder) => (Host, Folder) = (host, folder);

    public GatewayHost Host { get; }

    public string Folder { get; }

    public static async Task<OpenGateway> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bascule-pages-").FullName;
        return new OpenGateway(
            await GatewayHost.StartAsync(new HostSettings
            {
                Folder = folder,
                CatalogFolder = Path.Combine(Repository.Root, "catalog"),
                Listen = "http://127.0.0.1:0",
                Environment = static _ => null,
                ProbeEngines = false,
            }),
            folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
