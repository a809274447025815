using System.Globalization;

namespace Bascule.Storage.Redis;

/// <summary>Where a Redis is, as <c>redis://[user:password@]host[:port][/db]</c> says it; <c>rediss://</c> is the same over TLS.</summary>
/// <param name="Database">The number of its database.</param>
public sealed record RedisAddress(string Host, int Port, bool Tls, string? User, string? Password, int Database)
{
    public const string StandardPrefix = "bascule";

    private const int StandardPort = 6379;

    /// <summary>What keys and channels begin with, so that several gateways share one Redis.</summary>
    public string Prefix { get; init; } = StandardPrefix;

    /// <summary>Reads an address. Null: <paramref name="problem"/> says why, without showing the value, which may hold a password.</summary>
    public static RedisAddress? TryParse(string text, out string? problem)
    {
        problem = null;
        var tls = text.StartsWith("rediss://", StringComparison.Ordinal);
        if (!tls && !text.StartsWith("redis://", StringComparison.Ordinal))
        {
            problem = "is no address of a Redis";
            return null;
        }

        var rest = text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..];
        if (rest.AsSpan().ContainsAny('?', '#'))
        {
            problem = "has a ? or #, which in a password is written %3F or %23";
            return null;
        }

        var at = rest.LastIndexOf('@');
        var (who, where) = at < 0 ? (null, rest) : (rest[..at], rest[(at + 1)..]);
        if (who is not null && (!who.Contains(':') || who.EndsWith(':')))
        {
            problem = "names a user without a password";
            return null;
        }

        var slash = where.IndexOf('/');
        var database = 0;
        if (slash >= 0 && slash + 1 < where.Length && !int.TryParse(where.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            problem = "ends in a database that is no number, or has a password with a slash, which is written %2F";
            return null;
        }

        var host = HostAndPort(slash < 0 ? where : where[..slash], out var port);
        if (host is null)
        {
            problem = "names no host, or a port that is none";
            return null;
        }

        var colon = who?.IndexOf(':') ?? 0;
        return new RedisAddress(host, port, tls, colon > 0 ? Uri.UnescapeDataString(who![..colon]) : null, who is null ? null : Uri.UnescapeDataString(who[(colon + 1)..]), database);
    }

    /// <summary>Names neither user nor password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "rediss" : "redis")}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}/{Database}");

    private static string? HostAndPort(string text, out int port)
    {
        port = StandardPort;
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':') is >= 0 and var colon ? colon : text.Length;
        if (end < text.Length && (text[end] != ':' || !int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return null;
        }

        var host = text[..end].Trim('[', ']');
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : host;
    }
}
