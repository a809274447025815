using System.Diagnostics.CodeAnalysis;
using Bascule.Engine.Ledger;

namespace Bascule.Server.Admin.Reports;

/// <summary>Reads what usage is asked for, in the words of the API and the CLI.</summary>
public static class UsageQuestion
{
    private const string Known = "Write some of day, key, team, route, deployment, model, provider, kind, tag.NAME, separated by commas.";

    /// <summary>Reads the query, or says what is wrong with it.</summary>
    /// <param name="by">Groups separated by commas; null or empty: the total alone.</param>
    /// <param name="since">A time or how long ago; null: since ever.</param>
    /// <param name="until">The same.</param>
    public static bool TryParse(string? by, string? since, string? until, DateTimeOffset now, [NotNullWhen(true)] out UsageQuery? query, [NotNullWhen(false)] out WrongParameter? wrong)
    {
        query = null;
        var groups = (by ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (groups.Length > UsageDimension.Most)
        {
            wrong = new WrongParameter("by", $"names more than {UsageDimension.Most} groups", Known);
            return false;
        }

        if (Array.Find(groups, group => !UsageDimension.TryParse(group, out _)) is { } unknown)
        {
            wrong = new WrongParameter("by", $"names '{(unknown.Length <= 64 ? unknown : unknown[..64])}', which is no group", Known);
            return false;
        }

        if (groups.Distinct(StringComparer.Ordinal).Count() < groups.Length)
        {
            wrong = new WrongParameter("by", "names a group twice", Known);
            return false;
        }

        wrong = Moment("since", since, now, out var from);
        wrong = Moment("until", until, now, out var to) ?? wrong;
        query = wrong is null ? new UsageQuery(groups, from, to) : null;
        return wrong is null;
    }

    private static WrongParameter? Moment(string name, string? text, DateTimeOffset now, out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null)
        {
            return null;
        }

        if (!QueryReader.TryMoment(text, now, out var read))
        {
            return QueryReader.NoMoment(name);
        }

        moment = read;
        return null;
    }
}
