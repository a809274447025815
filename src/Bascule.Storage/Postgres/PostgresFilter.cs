using Bascule.Engine.Ledger;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>The WHERE of a question. Its words are ours, every value of a caller is a parameter.</summary>
internal sealed class PostgresFilter
{
    public const string IsOk = "(error IS NULL AND status < 400)";

    private readonly List<string> _terms = [];
    private readonly List<NpgsqlParameter> _values = [];

    public string Where => _terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _terms);

    public static PostgresFilter Of(LedgerQuery query)
    {
        var filter = new PostgresFilter();
        filter.Equal("key", query.Key);
        filter.Equal("route", query.Route);
        filter.Equal("deployment", query.Deployment);
        filter.Equal("kind", query.Kind);
        filter.Equal("answer_id", query.AnswerId);
        filter.Equal("\"user\"", query.User);
        if (query.Answer is { } answer)
        {
            filter._terms.Add($"answer_sha256 = {filter.Value(Convert.FromHexString(answer.ToString()))}");
        }

        filter.Between(query.Since, null);
        if (query.Status is not null)
        {
            filter.Status(StatusFilter.TryParse(query.Status, out var status) ? status : throw new ArgumentException("Not a status filter.", nameof(query)));
        }

        if (query.Cursor is not null)
        {
            var cursor = LedgerCursor.TryParse(query.Cursor, out var parsed) ? parsed : throw new ArgumentException("Not a cursor.", nameof(query));
            filter._terms.Add($"(at, id) < ({filter.Value(cursor.At)}, {filter.Value(cursor.Id)})");
        }

        return filter;
    }

    public static PostgresFilter Of(UsageQuery query)
    {
        var filter = new PostgresFilter();
        filter.Equal("key", query.Key);
        filter.Between(query.Since, query.Until);
        return filter;
    }

    public void Bind(NpgsqlCommand command) => command.Parameters.AddRange(_values.ToArray());

    /// <summary>The parameter's name of a value that stands elsewhere in the statement.</summary>
    public string Value(object value)
    {
        var name = $"@v{_values.Count}";
        _values.Add(PostgresText.Parameter(name, value));
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
            _terms.Add($"at >= {Value(from)}");
        }

        if (until is { } to)
        {
            _terms.Add($"at < {Value(to)}");
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
