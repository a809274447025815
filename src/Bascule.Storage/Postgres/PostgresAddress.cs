using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>A PostgreSQL server's database as its URL names it. The text of it hides the password.</summary>
public sealed record PostgresAddress
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly SearchValues<char> NoHost = SearchValues.Create(" ;='\"\\");

    private readonly string _text;

    private PostgresAddress(string connection, string text, string? schema) => (Connection, _text, Schema) = (connection, text, schema);

    /// <summary>What Npgsql is told, the password among it: never shown.</summary>
    internal string Connection { get; }

    /// <summary>The schema its tables are in; null: whichever the server gives its user.</summary>
    internal string? Schema { get; }

    /// <summary>The address without user, password and parameters, to be shown.</summary>
    public string Place { get; private init; } = "";

    /// <summary>The password stands in the URL.</summary>
    public bool HasPassword { get; private init; }

    /// <summary>Whoever stands between may read along: the server is elsewhere, and nothing was said of TLS.</summary>
    public bool IsReadable { get; private init; }

    /// <summary>The text is one of a PostgreSQL server, right or wrong.</summary>
    public static bool IsOne(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>What may be shown of a text that is perhaps one: of a server's no more than its place.</summary>
    public static string Shown(string text) => !IsOne(text) ? text : TryParse(text, out var address, out _) ? address.Place : "postgres://***";

    /// <summary>Reads <c>postgres://user:password@host:port/database?sslmode=...</c>.</summary>
    /// <param name="wrong">What is wrong, as the rest of a sentence; it repeats nothing that could be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostgresAddress? address, [NotNullWhen(false)] out string? wrong)
    {
        address = null;
        if (!IsOne(text))
        {
            wrong = "does not begin with postgres://";
            return false;
        }

        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var at = rest.LastIndexOf('@');    // a password that was not escaped may hold every other mark
        if (at <= 0)
        {
            wrong = "names no user";
            return false;
        }

        var whole = rest[(at + 1)..];
        var question = whole.IndexOf('?', StringComparison.Ordinal);
        var (place, query) = question < 0 ? (whole, "") : (whole[..question], whole[(question + 1)..]);
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var (hosts, database) = slash < 0 ? (place, "") : (place[..slash], Uri.UnescapeDataString(place[(slash + 1)..]));
        if (database.Length == 0)
        {
            wrong = "names no database";
            return false;
        }

        var (user, password) = rest[..at].Split(':', 2) is [var name, var secret] ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(secret)) : (Uri.UnescapeDataString(rest[..at]), null);
        var settings = Settings(user, password, database);
        if (hosts.Length > 0 && !TryHosts(hosts, settings))
        {
            wrong = "names a host or port that is none";
            return false;
        }

        var told = new PostgresParameters(settings);
        if ((wrong = told.Read(query)) is not null)
        {
            return false;
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            wrong = "names no host";
            return false;
        }

        address = new PostgresAddress(settings.ToString(), $"postgres://{Uri.EscapeDataString(user)}{(password is null ? "" : ":***")}@{whole}", told.Schema)
        {
            Place = $"postgres://{place}",
            HasPassword = password is { Length: > 0 },
            IsReadable = !told.SaysTls && !settings.Host.Split(',').All(IsHere),
        };
        return true;
    }

    /// <summary>How long connecting is tried, each of its hosts in turn.</summary>
    public TimeSpan Patience => new NpgsqlConnectionStringBuilder(Connection) is { Host: { } hosts } settings ? TimeSpan.FromSeconds(settings.Timeout * hosts.Split(',').Length) : default;

    /// <summary>As the config says it, the password as stars.</summary>
    public override string ToString() => _text;

    private static NpgsqlConnectionStringBuilder Settings(string user, string? password, string database) => new()
    {
        Username = user,
        Password = password,
        Database = database,
        ApplicationName = "bascule",
        Timeout = 5,
        CommandTimeout = 15,
        CancellationTimeout = 2_000,    // a server that does not even answer that is given up
        TcpKeepAlive = true,
        TcpKeepAliveTime = 10,
        TcpKeepAliveInterval = 3,
        NoResetOnClose = true,    // nobody else uses these connections, and each sets what it needs once
        ConnectionIdleLifetime = 60,
        Enlist = false,
    };

    private static bool TryHosts(string hosts, NpgsqlConnectionStringBuilder settings)
    {
        var named = new List<string>();
        foreach (var one in hosts.Split(','))
        {
            var end = one.StartsWith('[') ? one.IndexOf(']', StringComparison.Ordinal) + 1 : one.IndexOf(':', StringComparison.Ordinal) is var colon && colon >= 0 ? colon : one.Length;
            var (host, port) = (one[..end], one[end..]);
            if (host.Length == 0 || host.AsSpan().ContainsAny(NoHost) || (port.Length > 0 && !(ushort.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)))
            {
                return false;
            }

            named.Add(Uri.UnescapeDataString(host.Trim('[', ']')) + (port.Length > 0 && hosts.Contains(',', StringComparison.Ordinal) ? port : ""));
            if (port.Length > 0 && !hosts.Contains(',', StringComparison.Ordinal))
            {
                settings.Port = int.Parse(port.AsSpan(1), CultureInfo.InvariantCulture);
            }
        }

        settings.Host = string.Join(',', named);
        return true;
    }

    private static bool IsHere(string host) => host.StartsWith('/') || host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal);
}
