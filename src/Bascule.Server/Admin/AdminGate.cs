using Bascule.Engine.Conversation;
using Bascule.Server.Hosting;
using Bascule.Server.Rules;
using Bascule.Storage;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>Lets operators in: a bearer token that is the admin key, never a cookie. A reload that names another key counts at once.</summary>
internal sealed class AdminGate
{
    private const string Bearer = "Bearer ";
    private readonly LiveRules _rules;
    private readonly DataFolder _folder;
    private volatile Known _known;

    public AdminGate(LiveRules rules, DataFolder folder)
    {
        (_rules, _folder) = (rules, folder);
        _known = Know(rules.Config.Server.AdminKey);
    }

    /// <summary>Whether the request bears the admin key.</summary>
    public bool Admits(HttpRequest request) => Token(request) is { Length: > 0 } token && Now().Key.Is(token);

    /// <summary>Who acts, as the audit log names him. The request was let in.</summary>
    public string Who(HttpRequest request) => Admits(request) ? "admin_key" : "nobody";

    /// <summary>Whether the request bears what <c>/metrics</c> takes.</summary>
    public bool AdmitsToMetrics(HttpRequest request) =>
        Admits(request) || (_rules.Config.Server.MetricsKey is { Length: > 0 } key && Token(request) is { Length: > 0 } token && new AdminKey(key).Is(token));

    /// <summary>What a stranger is told.</summary>
    public static Failure Refusal(HttpRequest request) => Token(request).Length == 0
        ? new(Blame.Caller, FailureKind.Unauthenticated, "missing_admin_key", "This address needs the admin key.") { Mend = Where }
        : new(Blame.Caller, FailureKind.Unauthenticated, "invalid_admin_key", "This is not the admin key.") { Mend = Where };

    private const string Where =
        "Send 'Authorization: Bearer ADMIN_KEY'. The key is server.admin_key of the config or BASCULE_ADMIN_KEY; without either it was made at the first start in data_dir/admin.key.";

    private Known Now()
    {
        var written = _rules.Config.Server.AdminKey;
        var known = _known;
        return known.Written == written ? known : _known = Know(written);
    }

    private Known Know(string? written) => new(written, new AdminKey(written ?? _folder.ReadOrMakeAdminKey()));

    private static string Token(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
    }

    private sealed record Known(string? Written, AdminKey Key);
}
