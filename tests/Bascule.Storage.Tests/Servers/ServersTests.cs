using System.Net.Sockets;
using Bascule.Servers;
using Npgsql;

namespace Bascule.Storage.Tests.Servers;

/// <summary>The servers that other tests stand on.</summary>
public sealed class ServersTests
{
    [Fact]
    public async Task Postgres_KilledAndStartedAgain_HasWhatWasCommitted()
    {
        await using var server = await PostgresServer.StartAsync();
        await ExecuteAsync(server, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(server, "SELECT 1"));
        await server.StartAgainAsync();
        Assert.Equal(7, await ExecuteAsync(server, "SELECT n FROM kept"));

        await server.StopAsync();
        await server.StartAgainAsync();
        Assert.Equal(7, await ExecuteAsync(server, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Postgres_Paused_AnswersWhenItIsResumed()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 8", connection);

        await server.PauseAsync();
        var answer = command.ExecuteScalarAsync();
        await server.ResumeAsync();
        Assert.Equal(8, await answer);
    }

    [Fact]
    public async Task Redis_KilledAndStartedAgain_AnswersOnItsPort()
    {
        await using var server = await RedisServer.StartAsync();
        Assert.Equal("+PONG\r\n", await server.SayAsync("PING"));

        await server.KillAsync();
        await Assert.ThrowsAsync<SocketException>(() => server.SayAsync("PING"));
        await server.StartAgainAsync();
        Assert.Equal("+PONG\r\n", await server.SayAsync("PING"));

        await server.PauseAsync();
        var answer = server.SayAsync("PING");
        await server.ResumeAsync();
        Assert.Equal("+PONG\r\n", await answer);
        await server.StopAsync();
    }

    [Fact]
    public async Task Nginx_KilledAndStartedAgain_AnswersOnItsPort()
    {
        await using var server = await NginxServer.StartAsync(port => $$"""server { listen 127.0.0.1:{{port}}; location / { return 200 "here"; } }""");
        using var client = new HttpClient();
        Assert.Equal("here", await client.GetStringAsync(server.Address));

        await server.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(server.Address));
        await server.StartAgainAsync();
        Assert.Equal("here", await client.GetStringAsync(server.Address));
        await server.StopAsync();
    }

    private static async Task<object?> ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
