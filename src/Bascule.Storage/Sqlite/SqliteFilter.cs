using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The WHERE of a question. Its words are ours, every value of a caller is a parameter.</summary>
internal sealed class SqliteFilter
{
    public const string IsOk = "(error IS NULL AND status < 400)";

    private readonly List<string> terms = [];
    private readonly List<(string Name, object Value)> values = [];

    public string Where => terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", terms);

    public static SqliteFilter Of(LedgerQuery query)
    {
        var filter = new SqliteFilter();
        filter.Equal("key", query.Key);
        filter.Equal("route", query.Route);
        filter.Equal("deployment", query.Deployment);
        filter.Between(query.Since, null);
        if (query.Status is not null)
        {
            filter.Status(StatusFilter.TryParse(query.Status, out var status) ? status : throw new ArgumentException("Not a status filter.", nameof(query)));
        }

        if (query.Cursor is not null)
        {
            var cursor = LedgerCursor.TryParse(query.Cursor, out var parsed) ? parsed : throw new ArgumentException("Not a cursor.", nameof(query));
            filter.terms.Add("(at, id) < (@cursor_at, @cursor_id)");
            filter.values.Add(("@cursor_at", SqliteRows.Micros(cursor.At)));
            filter.values.Add(("@cursor_id", SqliteRows.Text(cursor.Id)));
        }

        return filter;
    }

    public static SqliteFilter Of(UsageQuery query)
    {
        var filter = new SqliteFilter();
        filter.Equal("key", query.Key);
        filter.Between(query.Since, query.Until);
        return filter;
    }

    public void Bind(SqliteCommand command)
    {
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }
    }

    /// <summary>The parameter's name of a value that stands elsewhere in the statement.</summary>
    public string Value(object value)
    {
        var name = $"@v{values.Count}";
        values.Add((name, value));
        return name;
    }

    private void Equal(string column, string? value)
    {
        if (value is not null)
        {
            terms.Add($"{column} = {Value(value)}");
        }
    }

    private void Between(DateTimeOffset? since, DateTimeOffset? until)
    {
        if (since is { } from)
        {
            terms.Add($"at >= {Value(SqliteRows.Micros(from))}");
        }

        if (until is { } to)
        {
            terms.Add($"at < {Value(SqliteRows.Micros(to))}");
        }
    }

    private void Status(StatusFilter status) =>
        terms.Add(status.Ok switch
        {
            true => IsOk,
            false => "NOT " + IsOk,
            null => $"status BETWEEN {status.Low} AND {status.High}",
        });
}
