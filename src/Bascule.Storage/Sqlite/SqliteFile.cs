using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The ledger's file for what is kept in it beside the ledger: pooled connections, and nothing that was deleted is left on a page.</summary>
internal sealed class SqliteFile(string path)
{
    /// <summary>Rows deleted at once. Some hold megabytes, each page of which is overwritten: the drain and others who write wait that long.</summary>
    public const int BatchRows = 50;

    /// <summary>Rows looked up at once, to be deleted in batches: looking holds nobody up, but they stand in memory.</summary>
    private const int MostFound = 5_000;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(path), Mode = SqliteOpenMode.ReadWrite, Pooling = true, DefaultTimeout = 5 }.ToString();

    public Task<T> RunAsync<T>(Func<SqliteCommand, T> work, CancellationToken cancel) => OwnThread.RunAsync(
        () =>
        {
            using var connection = new SqliteConnection(_connection);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA secure_delete = ON;";
            command.ExecuteNonQuery();
            return work(command);
        },
        cancel);

    /// <summary>Deletes rows of a table, a few at a time.</summary>
    /// <param name="key">The columns of its primary key.</param>
    /// <param name="where">Gives the condition, and binds its values.</param>
    /// <returns>How many went.</returns>
    public Task<int> DeleteAsync(string table, string key, Func<SqliteCommand, string> where, CancellationToken cancel) => RunAsync(
        find =>
        {
            find.CommandText = $"SELECT {key} FROM {table} WHERE {where(find)} LIMIT {MostFound}";
            using var delete = find.Connection!.CreateCommand();
            SqliteParameter[] at = [.. key.Split(", ").Select((_, place) => delete.Parameters.AddWithValue($"@at{place}", ""))];
            // The condition again: the row may have become another's since it was found.
            delete.CommandText = $"DELETE FROM {table} WHERE ({key}) = ({string.Join(", ", at.Select(one => one.ParameterName))}) AND {where(delete)}";
            var gone = 0;
            while (true)
            {
                var found = Find(find, at.Length);
                foreach (var batch in found.Chunk(BatchRows))
                {
                    cancel.ThrowIfCancellationRequested();
                    gone += Delete(delete, at, batch);
                }

                if (found.Count < MostFound)
                {
                    Checkpoint(find, gone);
                    return gone;
                }
            }
        },
        cancel);

    /// <summary>The write-ahead log holds deleted rows as they were. Where somebody is at it now nobody waits: a later checkpoint does it.</summary>
    private static void Checkpoint(SqliteCommand command, int gone)
    {
        if (gone > 0)
        {
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }
    }

    private static List<string[]> Find(SqliteCommand find, int columns)
    {
        var found = new List<string[]>();
        using var reader = find.ExecuteReader();
        while (reader.Read())
        {
            found.Add([.. Enumerable.Range(0, columns).Select(reader.GetString)]);
        }

        return found;
    }

    private static int Delete(SqliteCommand delete, SqliteParameter[] at, string[][] batch)
    {
        using var transaction = delete.Connection!.BeginTransaction(deferred: false);
        delete.Transaction = transaction;
        var gone = 0;
        foreach (var row in batch)
        {
            for (var column = 0; column < at.Length; column++)
            {
                at[column].Value = row[column];
            }

            gone += delete.ExecuteNonQuery();
        }

        transaction.Commit();
        return gone;
    }
}
