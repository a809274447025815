using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin.Operators;

/// <summary>Who calls the operators' API.</summary>
/// <param name="Name">As the audit log names him: <c>admin_key</c>, or <c>oidc:SUBJECT</c>.</param>
/// <param name="Roles">What he may do.</param>
internal sealed record Operator(string Name, OperatorRole Roles)
{
    public static Operator Owner { get; } = new("admin_key", OperatorRole.Owner);

    /// <summary>Who was let in with a request; nobody where the address lets everybody in.</summary>
    public static Operator Of(HttpContext context) => context.Features.Get<Operator>() ?? new("nobody", OperatorRole.None);

    /// <summary>Whether he may do what takes at least a role. Who has any may do what a viewer may.</summary>
    public bool May(OperatorRole least) => least == OperatorRole.Viewer ? Roles != OperatorRole.None : (Roles & (least | OperatorRole.Owner)) != 0;
}
