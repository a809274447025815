using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The WHERE of a question. Its words are ours, every value of a caller is a parameter.</summary>
internal sealed class SqliteFilter
{
    public const string IsOk = "(error IS NULL AND status < 400)";

    private readonly List<string> _terms = [];
    private readonly List<(string Name, object Value)> _values = [];

    public string Where => _terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _terms);

    public static SqliteFilter Of(LedgerQuery query)
    {
        var filter = new SqliteFilter();
        filter.Equal("key", query.Key);
        filter.Equal("route", query.Route);
        filter.Equal("deployment", query.Deployment);
        filter.Equal("kind", query.Kind);
        filter.Equal("answer_id", query.AnswerId);
        filter.Equal("user", query.User);
        if (query.Answer?.ToString() is { } answer)
        {
            filter._terms.Add($"substr(answer_sha256, 1, 16) = {filter.Value(answer[..16])}");    // the index has no more of it
            filter.Equal("answer_sha256", answer);
        }

        filter.Between(query.Since, null);
        if (query.Status is not null)
        {
            filter.Status(StatusFilter.TryParse(query.Status, out var status) ? status : throw new ArgumentException("Not a status filter.", nameof(query)));
        }

        if (query.Cursor is not null)
        {
            var cursor = LedgerCursor.TryParse(query.Cursor, out var parsed) ? parsed : throw new ArgumentException("Not a cursor.", nameof(query));
            filter._terms.Add("(at, id) < (@cursor_at, @cursor_id)");
            filter._values.Add(("@cursor_at", SqliteRows.Micros(cursor.At)));
            filter._values.Add(("@cursor_id", SqliteRows.Text(cursor.Id)));
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
        foreach (var (name, value) in _values)
        {
            command.Parameters.AddWithValue(name, value);
        }
    }

    /// <summary>The parameter's name of a value that stands elsewhere in the statement.</summary>
    public string Value(object value)
    {
        var name = $"@v{_values.Count}";
        _values.Add((name, value));
        return name;
    }

    private void Equal(string column, string? value)
    {
        if (value is not null)
        {
            _terms.Add($"{column} = {Value(value)}");
        }
    }

    private void Between(DateTimeOffset? since, DateTimeOffset? until)
    {
        if (since is { } from)
        {
            _terms.Add($"at >= {Value(SqliteRows.Micros(from))}");
        }

        if (until is { } to)
        {
            _terms.Add($"at < {Value(SqliteRows.Micros(to))}");
        }
    }

    private void Status(StatusFilter status) =>
        _terms.Add(status.Ok switch
        {
            true => IsOk,
            false => "NOT " + IsOk,
            null => $"status BETWEEN {status.Low} AND {status.High}",
        });
}
