using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Hosting;

namespace Bascule.Journeys.Documents;

/// <summary>Each sample does not only load: it starts, listens and is ready.</summary>
public sealed class SampleStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-sample-").FullName;

    public SampleStartTests() => Pretend.Files(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(ConfigBlockTests.Samples), MemberType = typeof(ConfigBlockTests))]
    public async Task Sample_Started_AnswersACaller(string name)
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", name), TestContext.Current.CancellationToken);
        var file = Path.Combine(_folder, name);
        // A fixed port of a sample may be taken on the machine that runs the tests.
        await File.WriteAllTextAsync(file, sample.Replace("http://127.0.0.1:4190", "http://127.0.0.1:0", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var host = await GatewayHost.StartAsync(
            new HostSettings
            {
                ConfigFile = file,
                Folder = _folder,
                CatalogFolder = Path.Combine(Repository.Root, "catalog"),
                Listen = sample.Contains("https://0.0.0.0", StringComparison.Ordinal) ? "https://127.0.0.1:0" : "http://127.0.0.1:0",
                Environment = Pretend.Variable,
                ProbeEngines = false,
            },
            TestContext.Current.CancellationToken);

        // The certificate is the test's own: nobody else vouches for it.
        using var own = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "tls.crt"));
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.GetCertHashString() == own.GetCertHashString();
        using var client = new HttpClient(handler) { BaseAddress = host.Addresses[0] };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Pretend.Variable("WEB_KEY"));
        var models = await client.GetStringAsync("/v1/models", TestContext.Current.CancellationToken);
        Assert.Contains("\"assistant\"", models, StringComparison.Ordinal);
        Assert.Empty(host.Notices);
    }
}
