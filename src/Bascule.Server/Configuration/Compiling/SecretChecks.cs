using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What every secret is told: that it stands in clear in the file.</summary>
internal static class SecretChecks
{
    /// <summary>Below this many characters even a random secret can be guessed.</summary>
    public const int MinLength = 16;

    public static void Check(ProblemList problems, ConfigNode? secret, string path)
    {
        if (secret is { Kind: NodeKind.Text, IsFilled: false })
        {
            problems.Warning(secret, path, "a secret stands in clear in the file", "use \"${NAME}\" or \"${file:/path}\"", "***");
        }
    }
}
