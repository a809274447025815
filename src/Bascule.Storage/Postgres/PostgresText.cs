using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Bascule.Storage.Postgres;

/// <summary>Text as PostgreSQL takes it, and commands with parameters.</summary>
internal static class PostgresText
{
    /// <summary>A NUL, or half a surrogate pair, would be refused, and with it the whole batch for ever: each becomes the sign for what can't be shown.</summary>
    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
        : text;

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.Add(Parameter(name, value));
        }

        return command;
    }

    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Whether our schema has this table. Not by <c>to_regclass</c>, which may answer from what the session knew before it waited for a lock.</summary>
    public static async Task<bool> HasTableAsync(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var command = Command(connection, "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = @table AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))", ("@table", table));
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public static NpgsqlParameter Parameter(string name, object? value) => value switch
    {
        null => new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = DBNull.Value },
        string text => new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = Clean(text) },
        DateTimeOffset moment => new NpgsqlParameter(name, NpgsqlDbType.TimestampTz) { Value = moment.UtcDateTime },
        _ => new NpgsqlParameter(name, value),
    };

    /// <summary>A parameter whose null has the column's type.</summary>
    public static NpgsqlParameter Parameter(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };

    public static DateTimeOffset Moment(NpgsqlDataReader reader, int column) => new(reader.GetDateTime(column), TimeSpan.Zero);

    public static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
