using Bascule.Engine.Conversation;
using Bascule.Server.Admin.Operators;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;
using Bascule.Server.Rules;
using Bascule.Storage;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>Lets operators in: a bearer token that is the admin key or one of the issuer's, never a cookie. A reload that names another admin key counts at once.</summary>
internal sealed class AdminGate
{
    private const string Bearer = "Bearer ";
    private readonly LiveRules _rules;
    private readonly DataFolder _folder;
    private readonly OidcOptions? _oidc;    // another issuer wants a restart
    private volatile Known _known;

    public AdminGate(LiveRules rules, DataFolder folder)
    {
        (_rules, _folder, _oidc) = (rules, folder, rules.Config.Server.Oidc);
        _known = Know(rules.Config.Server.AdminKey);
    }

    /// <summary>Who calls, where he may do what takes at least a role; or what he is told. He is known to the request from then on.</summary>
    public async ValueTask<Failure?> AdmitAsync(HttpContext context, OperatorRole least)
    {
        var read = await ReadAsync(context);
        if (read.Failure is { } refusal)
        {
            return refusal;
        }

        context.Features.Set(read.Value);
        return read.Value!.May(least)
            ? null
            : new Failure(Blame.Caller, FailureKind.Forbidden, "role_needed", $"This takes the role {least.ToWord()}, and the token does not give it.") { Mend = "Let the issuer give it, or ask an owner." };
    }

    /// <summary>The same for <c>/metrics</c>, which has a key of its own besides.</summary>
    public ValueTask<Failure?> AdmitToMetricsAsync(HttpContext context) =>
        _rules.Config.Server.MetricsKey is { Length: > 0 } key && Token(context.Request) is { Length: > 0 } token && new AdminKey(key).Is(token) ? new((Failure?)null) : AdmitAsync(context, OperatorRole.Viewer);

    private async ValueTask<Read<Operator>> ReadAsync(HttpContext context)
    {
        var token = Token(context.Request);
        return token.Length > 0 && Now().Key.Is(token) ? Operator.Owner
            : _oidc is { } oidc && token.Count(letter => letter == '.') >= 2 ? await OperatorSignIn.ReadAsync(context, oidc)
            : Refusal(token);
    }

    private static Failure Refusal(string token) => token.Length == 0
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
