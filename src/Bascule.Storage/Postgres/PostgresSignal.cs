using System.Data.Common;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>
/// Looks into a database whenever one of its channels speaks, and often besides: a notification is lost with the connection that waited for it, and a pooler
/// between the two may pass none on.
/// </summary>
public sealed class PostgresSignal(PostgresAddress address, string channel, TimeProvider time)
{
    /// <summary>Without a notification. What changes is seen within a second all the same.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(700);

    /// <summary>After the database was away.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    /// <summary>For connecting and for each look. One that stands still is given up then, and asked anew.</summary>
    private const int Seconds = 5;

    private readonly string _connection = new NpgsqlConnectionStringBuilder(address.Connection)
    {
        SearchPath = address.Schema, Pooling = false, Timeout = Seconds, CommandTimeout = Seconds, CancellationTimeout = 1_000, ApplicationName = "bascule follower",
    }.ConnectionString;

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="look">Called after each connect and each signal, never twice at once.</param>
    /// <param name="stands">Called where it is away, with why, and where it is there again, with null; not with each try.</param>
    public async Task FollowAsync(Func<NpgsqlConnection, CancellationToken, Task> look, Action<Exception?> stands, CancellationToken cancel)
    {
        var away = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_connection);
                await connection.OpenAsync(cancel);
                await using (var listen = new NpgsqlCommand($"LISTEN {channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(cancel);
                }

                while (true)
                {
                    await look(connection, cancel);
                    if (away)
                    {
                        away = false;
                        stands(null);
                    }

                    await connection.WaitAsync(Poll, cancel);
                }
            }
            catch (Exception trouble) when (!cancel.IsCancellationRequested && trouble is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                if (!away)
                {
                    away = true;
                    stands(trouble);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Again, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
