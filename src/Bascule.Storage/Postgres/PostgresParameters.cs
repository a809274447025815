using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>What stands behind the question mark of a PostgreSQL URL, in libpq's words.</summary>
internal sealed partial class PostgresParameters(NpgsqlConnectionStringBuilder settings)
{
    private const string Known = "sslmode, sslrootcert, sslcert, sslkey, channel_binding, connect_timeout, application_name, target_session_attrs, host, search_path";

    public string? Schema { get; private set; }

    /// <summary>Whether and how the way is encrypted was said.</summary>
    public bool SaysTls { get; private set; }

    /// <summary>Null, or what is wrong.</summary>
    public string? Read(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "");
            if (!IsName().IsMatch(name))
            {
                return $"has a parameter that is none of {Known}";    // what is no name may be the rest of a password
            }

            if ((value.Length == 0 ? $"gives '{name}' no value" : Set(name, value)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>Null: it is set; else what is wrong.</summary>
    private string? Set(string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                SaysTls = true;
                return Choose(name, value, mode => settings.SslMode = mode, ("disable", SslMode.Disable), ("allow", SslMode.Allow), ("prefer", SslMode.Prefer), ("require", SslMode.Require), ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull));
            case "channel_binding":
                return Choose(name, value, binding => settings.ChannelBinding = binding, ("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require));
            case "target_session_attrs":
                return Choose(name, value, which => settings.TargetSessionAttributes = which, ("any", "any"), ("primary", "primary"), ("read-write", "read-write"));
            case "sslrootcert":
                settings.RootCertificate = value;
                return null;
            case "sslcert":
                settings.SslCertificate = value;
                return null;
            case "sslkey":
                settings.SslKey = value;
                return null;
            case "application_name":
                settings.ApplicationName = value;
                return null;
            case "host":
                settings.Host = value;
                return value.StartsWith('/') ? null : "names a 'host' parameter that is no socket's folder";
            case "connect_timeout":
                var isGood = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 60;
                settings.Timeout = isGood ? seconds : settings.Timeout;
                return isGood ? null : "gives 'connect_timeout' something else than 1 to 60 seconds";
            case "search_path":
                Schema = value;
                return IsName().IsMatch(value) ? null : "names a 'search_path' that is not one schema's plain name";
            default:
                return $"has the parameter '{name}', which is none of {Known}";
        }
    }

    private static string? Choose<T>(string name, string value, Action<T> set, params (string Word, T Means)[] words)
    {
        foreach (var (word, means) in words)
        {
            if (word == value)
            {
                set(means);
                return null;
            }
        }

        return $"gives '{name}' none of {string.Join(", ", words.Select(known => known.Word))}";
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex IsName();
}
