using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;

namespace Bascule.Server.Admin.Reports;

/// <summary>Reads what usage is asked for, in the words of the API and the CLI.</summary>
public static class UsageQuestion
{
    private const string Known = "Write some of day, key, team, route, deployment, model, provider, tag.NAME, separated by commas.";

    /// <summary>The query, or what is wrong with it.</summary>
    /// <param name="by">Groups separated by commas; null or empty: the total alone.</param>
    /// <param name="since">A time or how long ago; null: since ever.</param>
    /// <param name="until">The same.</param>
    public static Read<UsageQuery> Parse(string? by, string? since, string? until, DateTimeOffset now)
    {
        var groups = (by ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (groups.Length > UsageDimension.Most)
        {
            return AdminAnswer.Wrong("by", $"names more than {UsageDimension.Most} groups", Known);
        }

        if (Array.Find(groups, group => !UsageDimension.TryParse(group, out _)) is { } unknown)
        {
            return AdminAnswer.Wrong("by", $"names '{(unknown.Length <= 64 ? unknown : unknown[..64])}', which is no group", Known);
        }

        if (groups.Distinct(StringComparer.Ordinal).Count() < groups.Length)
        {
            return AdminAnswer.Wrong("by", "names a group twice", Known);
        }

        var wrong = Moment("since", since, now, out var from);
        wrong = Moment("until", until, now, out var to) ?? wrong;
        return wrong is null ? new UsageQuery(groups, from, to) : wrong;
    }

    private static Failure? Moment(string name, string? text, DateTimeOffset now, out DateTimeOffset? moment)
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
