namespace Bascule.Servers;

/// <summary>An nginx of a test's own, on a port that it keeps.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private ServerProcess? _process;

    private NginxServer(ServerFolder folder, int port) => (_folder, Port) = (folder, port);

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Where it is missing the test is skipped.</summary>
    /// <param name="http">What stands in <c>http { }</c>, told the port to listen on.</param>
    public static async Task<NginxServer> StartAsync(Func<int, string> http)
    {
        _ = Program;
        var folder = new ServerFolder();
        var server = new NginxServer(folder, FreePort.Next());
        try
        {
            var here = folder.Path;
            await File.WriteAllTextAsync(
                folder.File("nginx.conf"),
                $$"""
                daemon off;
                pid {{here}}/nginx.pid;
                error_log stderr notice;
                {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
                worker_processes 1;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    client_body_temp_path {{here}}/body;
                    proxy_temp_path {{here}}/proxy;
                    fastcgi_temp_path {{here}}/fastcgi;
                    uwsgi_temp_path {{here}}/uwsgi;
                    scgi_temp_path {{here}}/scgi;
                    {{http(server.Port)}}
                }
                """);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>In front of gateways: each request to the next of them, once more to another one where none of an answer has come.</summary>
    public static Task<NginxServer> BeforeAsync(params IEnumerable<Uri> gateways) => StartAsync(port => $$"""
        upstream gateways { {{string.Concat(gateways.Select(gateway => $"server {gateway.Authority} max_fails=1 fail_timeout=1s; "))}}keepalive 64; }
        server {
            listen 127.0.0.1:{{port}};
            client_max_body_size 32m;
            location / {
                proxy_pass http://gateways;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_buffering off;
                proxy_request_buffering off;
                proxy_read_timeout 1h;
                proxy_next_upstream error non_idempotent;
            }
        }
        """);

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync() =>
        _process = await ServerProcess.StartAsync(_folder.Path, "start worker process ", Program, ["-p", _folder.Path, "-e", "stderr", "-c", _folder.File("nginx.conf")]);

    public Task StopAsync() => Take().StopAsync("-TERM");

    /// <summary>SIGKILL, to its workers too.</summary>
    public ValueTask KillAsync() => Take().DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private static string Program => ServerProgram.Find("nginx", "nginx");

    private ServerProcess Take()
    {
        var process = _process ?? throw new InvalidOperationException("It does not run.");
        _process = null;
        return process;
    }
}
