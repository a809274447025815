namespace Bascule.Servers;

/// <summary>A PostgreSQL of a test's own, empty, on a port that it keeps.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private const string Package = "postgresql";

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);    // making one takes seconds, copying it none
    private static Guard? _templateGuard;

    private readonly ServerFolder _folder;
    private readonly string[] _settings;
    private ServerProcess? _process;

    private PostgresServer(ServerFolder folder, int port, string[] settings) => (_folder, Port, _settings) = (folder, port, settings);

    public int Port { get; }

    /// <summary>As <c>storage.database</c> takes it.</summary>
    public string Url => $"postgres://{User}@127.0.0.1:{Port}/postgres";

    /// <summary>As Npgsql takes it, without a pool.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres;Pooling=false;Timeout=30";

    /// <summary>Where it is missing the test is skipped.</summary>
    /// <param name="settings">Further ones, as <c>max_connections=20</c>; the last of a name counts.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var template = await Template.Value;
        var folder = new ServerFolder();
        var server = new PostgresServer(folder, FreePort.Next(), settings);
        try
        {
            await ServerProcess.RunAsync("/bin/cp", "-a", template, server.Data);
            if (IsRoot)
            {
                await ServerProcess.RunAsync("/bin/chown", User, folder.Path);
            }

            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Where it is missing the test is skipped.</summary>
    public static void Need() => Find("postgres");

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>: the same data, the same port.</summary>
    public async Task StartAgainAsync() =>
        _process = await ServerProcess.StartAsync(
            _folder.Path, "database system is ready to accept connections",
            AsUser(out var prefix, Find("postgres")),
            [.. prefix, "-D", Data, "-p", $"{Port}", .. Settings.Concat(_settings).SelectMany(setting => new[] { "-c", setting })]);

    /// <summary>In order, without waiting for those who are connected.</summary>
    public Task StopAsync() => Take().StopAsync("-INT");

    /// <summary>SIGKILL, to all of its processes.</summary>
    public ValueTask KillAsync() => Take().DisposeAsync();

    /// <summary>Connections stay open and nobody answers, until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => _process!.PauseAsync();

    public Task ResumeAsync() => _process!.ResumeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    private string Data => _folder.File("data");

    // Without fsync a killed process loses nothing; only a machine that dies would.
    private static IEnumerable<string> Settings =>
        ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=100", "logging_collector=off", "log_destination=stderr"];

    private ServerProcess Take()
    {
        var process = _process ?? throw new InvalidOperationException("It does not run.");
        _process = null;
        return process;
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var initdb = Find("initdb");
        var folder = new ServerFolder();
        _templateGuard = new Guard(folder.Path, 0);    // held, or else a collection would end it and the template with it
        if (IsRoot)
        {
            await ServerProcess.RunAsync("/bin/chown", User, folder.Path);
        }

        var data = folder.File("data");
        await ServerProcess.RunAsync(
            AsUser(out var prefix, initdb),
            [.. prefix, "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=4"]);
        return data;
    }

    /// <summary>Debian keeps the programs of each version in a folder of its own, away from the PATH.</summary>
    private static string Find(string name)
    {
        const string Versions = "/usr/lib/postgresql";
        return ServerProgram.TryFind(name)
            ?? (Directory.Exists(Versions)
                ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Order(StringComparer.Ordinal).LastOrDefault()
                : null)
            ?? throw ServerProgram.Missing("PostgreSQL", Package);
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string AsUser(out string[] prefix, string program)
    {
        prefix = IsRoot ? ["--reuid", User, "--regid", User, "--init-groups", "--", program] : [];
        return IsRoot ? ServerProgram.Find("setpriv", "util-linux") : program;
    }
}
