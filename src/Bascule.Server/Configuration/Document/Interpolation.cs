using Bascule.Engine.Conversation;
using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration.Document;

/// <summary>Fills <c>${NAME}</c>, <c>${NAME:-default}</c>, <c>${file:/path}</c> and <c>${vault:NAME/SECRET}</c> into a scalar that was already parsed, so that no value can change the document's shape.</summary>
internal sealed partial class Interpolation(Func<string, string?> environment, Func<string, Read<string>> vault, string folder)
{
    // A mounted secret is a key or a token; anything longer is the wrong file.
    private const int MaxSecretBytes = 64 * 1024;

    /// <summary>What stands before a vault's secret, here and among the sources.</summary>
    public const string VaultMark = "vault:";

    private readonly List<string> _sources = [];

    /// <summary>The secrets' files that were asked for, and the vaults' secrets as <c>vault:NAME/SECRET</c>.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>The filled text, or null with the reason and the mend.</summary>
    public string? Fill(string written, out string message, out string mend)
    {
        message = mend = "";
        var filled = new StringBuilder();
        var rest = 0;
        for (var start = written.IndexOf("${", StringComparison.Ordinal); start >= 0; start = written.IndexOf("${", rest, StringComparison.Ordinal))
        {
            var end = written.IndexOf('}', start);
            if (end < 0)
            {
                (message, mend) = ("a '${' is not closed by '}'", "write ${NAME}, ${NAME:-default} or ${file:/path}");
                return null;
            }

            var value = Value(written[(start + 2)..end], ref message, ref mend);
            if (value is null)
            {
                return null;
            }

            filled.Append(written, rest, start - rest).Append(value);
            rest = end + 1;
        }

        return rest == 0 ? written : filled.Append(written, rest, written.Length - rest).ToString();
    }

    private string? Value(string inside, ref string message, ref string mend)
    {
        if (inside.StartsWith("file:", StringComparison.Ordinal))
        {
            return FileText(inside[5..], ref message, ref mend);
        }

        if (inside.StartsWith(VaultMark, StringComparison.Ordinal))
        {
            return VaultText(inside, ref message, ref mend);
        }

        var dash = inside.IndexOf(":-", StringComparison.Ordinal);
        var name = dash < 0 ? inside : inside[..dash];
        if (!VariableName().IsMatch(name))
        {
            (message, mend) = ("what stands in '${...}' is not a variable's name", "write ${NAME}, ${NAME:-default} or ${file:/path}");
            return null;
        }

        var value = environment(name);
        if (dash >= 0)
        {
            return string.IsNullOrEmpty(value) ? inside[(dash + 2)..] : value;
        }

        if (value is null)
        {
            (message, mend) = ($"the environment variable {name} is not set", $"set {name}, or write ${{{name}:-default}}");
        }

        return value;
    }

    private string? VaultText(string reference, ref string message, ref string mend)
    {
        _sources.Add(reference);
        var read = vault(reference[VaultMark.Length..]);
        if (read.Failure is { } failure)
        {
            (message, mend) = ($"the secret {Language.Shown.Short(reference[VaultMark.Length..])} can't be read: {failure.Message}", failure.Mend ?? "correct the name, or give the gateway's identity the right to read it");
        }

        return read.Value;
    }

    private string? FileText(string path, ref string message, ref string mend)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            (message, mend) = ("'${file:}' names no file", "write ${file:/path}");
            return null;
        }

        var full = Path.GetFullPath(path, folder);
        _sources.Add(full);
        try
        {
            var info = new FileInfo(full);
            if (info.Exists && info.Length > MaxSecretBytes)
            {
                (message, mend) = ($"the file {full} is larger than a secret can be (64 KiB)", "name the file that holds only the secret");
                return null;
            }

            return File.ReadAllText(full).TrimEnd('\r', '\n');
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            (message, mend) = ($"the file {full} can't be read", "mount it, or correct the path; the gateway's user must be able to read it");
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
