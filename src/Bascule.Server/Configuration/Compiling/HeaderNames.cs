using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Names of request headers as configs may write them, in lower case.</summary>
internal static partial class HeaderNames
{
    private static readonly string[] Credentials = ["authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie"];

    private static readonly string[] Connection =
    [
        "host", "connection", "content-length", "content-encoding", "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect", "accept-encoding",
    ];

    public static bool IsName(string name) => Form().IsMatch(name);

    /// <summary>It holds what the caller alone may know.</summary>
    public static bool IsCredential(string name) => Credentials.Contains(name);

    /// <summary>It holds a credential or belongs to one connection; passing it on would leak or break.</summary>
    public static bool IsOfOneConnection(string name) => IsCredential(name) || Connection.Contains(name);

    [GeneratedRegex("^[a-z0-9!#$%&'*+.^_`|~-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
