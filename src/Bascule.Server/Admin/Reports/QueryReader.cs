using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Server.Configuration.Language;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin.Reports;

/// <summary>Reads the parameters of a question and keeps the first thing that is wrong. A parameter nobody reads is wrong too: a mistyped filter must not answer for all rows.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private Failure? _trouble;

    /// <summary>What is wrong, after everything was read; or null.</summary>
    public Failure? Trouble => _trouble ?? (query.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown
        ? AdminAnswer.Wrong(unknown.Length <= 64 ? unknown : unknown[..64], "is not a parameter here", $"This address takes {string.Join(", ", _known)}.")
        : null);

    public string? Text(string name)
    {
        _known.Add(name);
        if (query[name] is not { Count: > 0 } values)
        {
            return null;
        }

        if (values.Count > 1)
        {
            Refuse(name, "is given twice", "Give it once.");
        }

        return values[0] is { Length: > 0 } text ? text : null;
    }

    /// <summary>Notes that a parameter is wrong.</summary>
    public void Refuse(string name, string how, string mend) => _trouble ??= AdminAnswer.Wrong(name, how, mend);

    /// <summary>A moment, or a duration back from now.</summary>
    public DateTimeOffset? Moment(string name, DateTimeOffset now)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (TryMoment(text, now, out var moment))
        {
            return moment;
        }

        _trouble ??= NoMoment(name).Failure;
        return null;
    }

    public static WrongParameter NoMoment(string name) =>
        new(name, "is neither a time nor a duration", "Write 2026-11-01, 2026-11-01T08:00:00Z, or how long ago: 24h, 30d.");

    /// <summary>A day, a moment, or a duration back from now.</summary>
    public static bool TryMoment(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        if (Scalars.TryDuration(text, out var back))
        {
            moment = now - back;
            return true;
        }

        // In a query a plus that was not escaped arrives as a space: an offset must not turn into an error for that.
        return DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}
