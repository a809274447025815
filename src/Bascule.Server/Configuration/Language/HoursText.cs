using System.Globalization;
using System.Text.RegularExpressions;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Server.Configuration.Language;

/// <summary>Reads <c>22:00-06:00 Europe/Berlin</c>; without a time zone it is UTC.</summary>
internal static partial class HoursText
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The span, or what is wrong with the text.</summary>
    public static (DaySpan? Span, Complaint? Complaint) Read(string text)
    {
        const string mend = "write 22:00-06:00, and a time zone behind it, as 22:00-06:00 Europe/Berlin";
        var match = Form().Match(text);
        if (!match.Success)
        {
            return (null, new("not a span of hours", mend));
        }

        var (from, to) = (Time(match, 1), Time(match, 3));
        if (from >= Day || to > Day)
        {
            return (null, new("not times of a day", mend));
        }

        if (from == to)
        {
            return (null, new("a span that ends when it begins", "leave it out for the whole day"));
        }

        var name = match.Groups[5].Value;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name.Length == 0 ? "UTC" : name, out var zone)
            ? (new DaySpan(from, to, zone, text), null)
            : (null, new("no time zone has this name", Nearest.Mend(name, [.. TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id)], "write its name in the IANA database, as Europe/Berlin or UTC")));
    }

    private static TimeSpan Time(Match match, int group) =>
        new(int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[group + 1].ValueSpan, CultureInfo.InvariantCulture), 0);

    [GeneratedRegex(@"^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)(?: ([A-Za-z0-9_+/-]{1,64}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
