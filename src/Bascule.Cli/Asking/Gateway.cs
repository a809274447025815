using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using Bascule.Cli.Verbs;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;
using Bascule.Storage;

namespace Bascule.Cli.Asking;

/// <summary>The running gateway as the CLI finds it: its address, its admin key, its ledger file.</summary>
internal sealed class Gateway : IDisposable
{
    /// <summary>Long enough for a sum over a large ledger.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;

    private Gateway(Uri url, string? key, BasculeConfig config, OwnCertificate? certificate)
    {
        (Url, Database, DataFolder) = (url, config.Storage.Database, config.Server.DataDir);
        // The admin key goes to the gateway and to nobody a proxy or a redirect would name.
        var wire = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) };
        if (certificate is not null)
        {
            wire.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) => errors == SslPolicyErrors.None || certificate.Is(shown);
        }

        _client = new HttpClient(wire) { BaseAddress = url, Timeout = Patience };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public Uri Url { get; }

    /// <summary>Where its ledger is.</summary>
    public DatabaseAddress Database { get; }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The gateway of a config (or of auto mode), at <paramref name="url"/> if that is given.</summary>
    /// <exception cref="StartRefusedException">The config has errors, or the URL is none.</exception>
    public static async Task<Gateway> FindAsync(string? configFile, string? url, CancellationToken cancel)
    {
        Uri? given = null;
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out given) || given.Scheme is not ("http" or "https")))
        {
            throw new StartRefusedException(["--url is not an http address. Write it as http://127.0.0.1:4100."]);
        }

        var settings = new HostSettings { ConfigFile = configFile, ProbeEngines = false, Waits = CommandLine.Say };
        var surroundings = Startup.Surroundings(settings, Startup.LoadFacts(settings));
        // Nothing is asked of the sandbox here: auto mode only wants to be told an address.
        var config = (await Startup.ReadConfigAsync(settings, surroundings, new Uri("http://127.0.0.1:4101/v1"), cancel)).Config!;
        var key = Environment.GetEnvironmentVariable("BASCULE_ADMIN_KEY") is { Length: > 0 } set ? set : config.Server.AdminKey ?? Storage.DataFolder.TryReadAdminKey(config.Server.DataDir);
        return new Gateway(given ?? Reachable(config.Server), key, config, config.Server.Tls is { } tls ? OwnCertificate.Read(tls.Cert) : null);
    }

    /// <summary>Asks; null: nobody answers there. One who is there and does not answer in time is an answer with the status 503.</summary>
    public Task<Answer?> AskAsync(HttpMethod method, string path, string? body, CancellationToken cancel) => AskAsync(method, path, body, [], cancel);

    /// <summary>The same with headers.</summary>
    public async Task<Answer?> AskAsync(HttpMethod method, string path, string? body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await _client.SendAsync(request, cancel);
            return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            // Who can't even be connected to is nobody.
            return late.InnerException is TimeoutException { InnerException: TaskCanceledException } ? Answer.Late : null;
        }
    }

    public void Dispose() => _client.Dispose();

    private static Uri Reachable(ServerOptions server) =>
        server.Listen[0] is { Host: "0.0.0.0" or "[::]" or "*" or "+" } all ? new UriBuilder(all) { Host = "127.0.0.1" }.Uri : server.Listen[0];
}

/// <summary>What the gateway answered.</summary>
internal sealed record Answer(int Status, string Body)
{
    /// <summary>It took longer than anybody waits.</summary>
    public static Answer Late { get; } = new(503, """{"error":{"message":"The gateway took longer than a minute and was not waited for.","mend":"What was asked may still be done: its log says what it is busy with."}}""");

    /// <summary>The exit code of a refusal: 1 where it is the answer, 2 where the question was wrong.</summary>
    public int ExitCode => Status is 404 or 409 or 503 ? CommandLine.No : CommandLine.BadUsage;

    /// <summary>Why it did not, in its own words; null: it did.</summary>
    public string? Refusal
    {
        get
        {
            if (Status is 200 or 201)
            {
                return null;
            }

            try
            {
                using var json = JsonDocument.Parse(Body);
                var error = json.RootElement.GetProperty("error");
                return $"{error.GetProperty("message").GetString()} {(error.TryGetProperty("mend", out var mend) ? mend.GetString() : null)}".Trim();
            }
            catch (Exception trouble) when (trouble is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return $"What answers there is no Bascule (status {Status}).";
            }
        }
    }
}
