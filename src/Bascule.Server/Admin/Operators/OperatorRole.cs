namespace Bascule.Server.Admin.Operators;

/// <summary>What an operator may do. One may have several.</summary>
[Flags]
internal enum OperatorRole
{
    None = 0,

    /// <summary>Reads what happens: requests, usage, deployments, what would be decided. No keys, no audit log.</summary>
    Viewer = 1,

    /// <summary>Viewer, who also takes deployments out and in, sees the callers' keys and stops them.</summary>
    Operator = 2,

    /// <summary>Viewer, who also reads the audit log and what was kept of words.</summary>
    Auditor = 4,

    /// <summary>Everything; who bears the admin key is one.</summary>
    Owner = 8,
}

/// <summary>The words of roles.</summary>
internal static class Roles
{
    public static IReadOnlyList<string> Words { get; } = ["viewer", "operator", "auditor", "owner"];

    /// <summary>The role of a word; none where it is no role of ours.</summary>
    public static OperatorRole Parse(string word) => word switch
    {
        "viewer" => OperatorRole.Viewer,
        "operator" => OperatorRole.Operator,
        "auditor" => OperatorRole.Auditor,
        "owner" => OperatorRole.Owner,
        _ => OperatorRole.None,
    };

    public static string ToWord(this OperatorRole role) => role.ToString().ToLowerInvariant();
}
