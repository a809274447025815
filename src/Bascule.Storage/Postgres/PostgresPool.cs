using System.Net.Sockets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>The connections to one PostgreSQL database: a bounded number, each with bounds of its own on how long the server may be busy or wait.</summary>
internal sealed class PostgresPool : IAsyncDisposable
{
    /// <summary>How long a question over many rows may take.</summary>
    public const int LongSeconds = 60;

    private readonly NpgsqlDataSource _source;

    /// <param name="max">Connections at once; who finds none free waits for one.</param>
    /// <param name="readOnly">The server itself refuses every write.</param>
    public PostgresPool(PostgresAddress address, int max, bool readOnly)
    {
        Address = address;
        // Nothing is logged by it: a statement's parameters are callers' words.
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(address.Connection) { MaxPoolSize = max }.ToString());
        var setup = $"""
            SET statement_timeout = '{LongSeconds}s'; SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = '30s'; SET client_min_messages = warning; SET timezone = 'UTC';
            {(readOnly ? "SET default_transaction_read_only = on;" : "")} {(address.Schema is { } schema ? $"SET search_path = \"{schema}\";" : "")}
            """;
        builder.UsePhysicalConnectionInitializer(
            connection => Prepare(connection, setup),
            async connection =>
            {
                await using var command = new NpgsqlCommand(setup, connection);
                await command.ExecuteNonQueryAsync();
            });
        _source = builder.Build();
    }

    public PostgresAddress Address { get; }

    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancel);
        }
        catch (SocketException unknown)
        {
            throw new NpgsqlException(unknown.Message, unknown);    // a host's name that is not found comes as it is, and all who ask wait for what databases throw
        }
    }

    /// <summary>Runs what may run twice: a pooled connection may be one to a server that is no more.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            await using var connection = await OpenAsync(cancel);
            try
            {
                return await read(connection);
            }
            catch (NpgsqlException broken) when (!isAgain && connection.FullState.HasFlag(System.Data.ConnectionState.Broken) && broken.InnerException is not TimeoutException && !cancel.IsCancellationRequested)
            {
                // The next one is new.
            }
        }
    }

    /// <summary>Runs a transaction: all of it, or nothing.</summary>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var written = await write(connection);
        await transaction.CommitAsync(cancel);
        return written;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Prepare(NpgsqlConnection connection, string setup)
    {
        using var command = new NpgsqlCommand(setup, connection);
        command.ExecuteNonQuery();
    }
}
