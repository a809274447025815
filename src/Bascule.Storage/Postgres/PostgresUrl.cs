using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>An address as <c>postgres://user:password@host/database?sslmode=require</c>, for Npgsql.</summary>
public static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // What libpq calls otherwise than Npgsql.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["host"] = "Host",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
    };

    public static bool Is(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>The address without user, password and parameters, to be shown.</summary>
    public static string Shown(string url)
    {
        if (!Is(url))
        {
            return url;
        }

        var (_, hosts, rest) = Parts(url);
        return $"postgres://{hosts}{(rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? rest[..query] : rest)}";
    }

    /// <summary>As Npgsql takes it; or null, and why. No word of the reason is from user or password.</summary>
    public static NpgsqlConnectionStringBuilder? TryRead(string url, out string why)
    {
        why = "";
        if (!Is(url))
        {
            why = "this is no postgres:// address";
            return null;
        }

        var (user, hosts, rest) = Parts(url);
        var builder = new NpgsqlConnectionStringBuilder { ApplicationName = "bascule" };
        if (user.Length > 0)
        {
            var (name, password) = Cut(user, ':');
            (builder.Username, builder.Password) = (Uri.UnescapeDataString(name), password is null ? null : Uri.UnescapeDataString(password));
        }

        if (hosts.Length > 0)
        {
            builder.Host = hosts;    // one or several, each with its port or without
        }

        var (path, query) = Cut(rest, '?');
        if (path.TrimStart('/') is { Length: > 0 } database)
        {
            builder.Database = Uri.UnescapeDataString(database);
        }

        foreach (var parameter in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(parameter, '=');
            try
            {
                builder[Names.GetValueOrDefault(name, name)] = Unhyphened(name, Uri.UnescapeDataString(value ?? ""));
            }
            catch (Exception trouble) when (trouble is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
            {
                why = $"the parameter '{name}' is not known, or its value is none of its values";
                return null;
            }
        }

        if (string.IsNullOrEmpty(builder.Host))
        {
            why = "the host is missing";
            return null;
        }

        return builder;
    }

    /// <summary><c>verify-full</c> is <c>VerifyFull</c> there.</summary>
    private static string Unhyphened(string name, string value) => name is "sslmode" or "target_session_attrs" ? value.Replace("-", "", StringComparison.Ordinal) : value;

    /// <summary>Not by <see cref="Uri"/>: it knows one host only, and takes no password with a slash in it.</summary>
    private static (string User, string Hosts, string Path) Parts(string url)
    {
        var (text, query) = Cut(url[Schemes.First(scheme => url.StartsWith(scheme, StringComparison.Ordinal)).Length..], '?');
        var at = text.LastIndexOf('@');
        var (hosts, path) = Cut(text[(at + 1)..], '/');
        return (at < 0 ? "" : text[..at], hosts, $"{(path is null ? "" : "/" + path)}{(query is null ? "" : "?" + query)}");
    }

    private static (string Before, string? After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var place ? (text[..place], text[(place + 1)..]) : (text, null);
}
