using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>What an upstream says to wait, in any of the ways it may say it: a wish in a header first, then in the error's body, then the end of a limit that is used up, then the error's words.</summary>
internal static class RetryAfter
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Longer is told as this: a quota of the month is asked about again tomorrow.</summary>
    private const double MostSeconds = 24 * 3600;

    /// <summary>Longer is no wish but a mistake.</summary>
    private const double AbsurdSeconds = 366 * MostSeconds;

    /// <summary>Numbers from here on are seconds since 1970, and from the second on milliseconds.</summary>
    private const double FirstEpoch = 1e9;

    private const double FirstEpochMs = 1e11;

    private static readonly string[] Phrases = ["try again in ", "retry in ", "retry after "];

    /// <param name="headers">Of the answer that told the failure.</param>
    /// <param name="failure">As its dialect read it.</param>
    /// <param name="now">Our own clock, for an upstream that does not say what its own shows.</param>
    public static TimeSpan? Read(HttpResponseHeaders headers, Failure failure, DateTimeOffset now)
    {
        now = headers.Date ?? now;
        var asked = Asked(headers, now) ?? (failure.RetryAfter is { } told ? Bounded(told.TotalSeconds) : null);
        return asked ?? (failure.Kind is FailureKind.RateLimit or FailureKind.Overloaded ? Reset(headers, now) ?? Said(failure.Message) : null);
    }

    private static TimeSpan? Asked(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var milliseconds = Number(Upstream.First(headers, "retry-after-ms"));
        if (milliseconds > 0)    // Azure says 0 beside whole seconds
        {
            return Bounded(milliseconds.Value / 1000);
        }

        var wish = Upstream.First(headers, "retry-after");
        return wish is null && milliseconds == 0 ? TimeSpan.Zero
            : headers.RetryAfter?.Date is { } date ? Until(date, now)
            : Duration(wish);
    }

    /// <summary>The limits that are used up (<c>...-remaining...: 0</c>), and when the last of them ends.</summary>
    private static TimeSpan? Reset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? last = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            if (!name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) || !name.Contains("remaining", StringComparison.OrdinalIgnoreCase) || Number(values.ToString()) is not <= 0)
            {
                continue;
            }

            var end = End(Upstream.First(headers, name.Replace("remaining", "reset", StringComparison.OrdinalIgnoreCase)), now);
            if (end is null || end == TimeSpan.Zero)    // Azure's reset is 0, and its period says when at the latest
            {
                end = Duration(Upstream.First(headers, name.Replace("remaining", "renewalperiod", StringComparison.OrdinalIgnoreCase))) ?? end;
            }

            last = end > (last ?? TimeSpan.MinValue) ? end : last;
        }

        return last;
    }

    /// <summary>A moment in any of its spellings, or a duration.</summary>
    private static TimeSpan? End(string? text, DateTimeOffset now) => Number(text) is { } number
        ? number >= FirstEpochMs ? Bounded(number / 1000 - Epoch(now))
            : number >= FirstEpoch ? Bounded(number - Epoch(now))
            : Bounded(number)
        : text?.Contains('T', StringComparison.Ordinal) == true && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Until(date, now)
        : Duration(text);

    /// <summary>As the error's own words say it: <c>try again in 20s</c>, <c>retry after 26 seconds</c>.</summary>
    private static TimeSpan? Said(string message)
    {
        foreach (var phrase in Phrases)
        {
            var at = message.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                continue;
            }

            var words = message[(at + phrase.Length)..].Split([' ', ',', ';'], 3);
            var amount = words[0].TrimEnd('.', '!');
            return Number(amount) is null ? Duration(amount)
                : words.Length > 1 && Unit(words[1].TrimEnd('.', '!', 's')) is { } unit ? Duration(amount + unit)
                : null;
        }

        return null;
    }

    private static string? Unit(string word) => word.ToLowerInvariant() switch
    {
        "m" or "millisecond" => "ms",    // an s was cut off behind it
        "" or "sec" or "second" => "s",
        "min" or "minute" => "m",
        "hour" => "h",
        _ => null,
    };

    /// <summary>Seconds, or pieces with their units as <c>1h6m0.5s</c> and <c>20ms</c>.</summary>
    private static TimeSpan? Duration(string? text)
    {
        if (Number(text) is { } plain)
        {
            return Bounded(plain);
        }

        var rest = text.AsSpan().Trim();
        var seconds = rest.IsEmpty ? double.NaN : 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || Number(rest[..digits].ToString()) is not { } amount)
            {
                return null;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits) is >= 0 and var next ? next : rest.Length;
            seconds += amount * rest[..letters] switch { "d" => 86400, "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" or "µs" => 1e-6, "ns" => 1e-9, _ => double.NaN };
            rest = rest[letters..];
        }

        return Bounded(seconds);
    }

    private static TimeSpan? Until(DateTimeOffset date, DateTimeOffset now) => Bounded((date - now).TotalSeconds);

    private static double Epoch(DateTimeOffset now) => now.ToUnixTimeMilliseconds() / 1000.0;

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Bounded(double seconds) => seconds is >= 0 and < AbsurdSeconds ? TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds)) : null;
}
