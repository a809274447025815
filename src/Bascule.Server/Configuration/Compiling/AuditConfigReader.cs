using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>audit</c> and <c>retention.audit</c>.</summary>
internal sealed class AuditConfigReader(ProblemList problems, FileChecks files)
{
    private const string KeyFile = "audit.key_file";

    public AuditConfig Read(ConfigNode root)
    {
        var standard = new AuditConfig { Retention = root.Set("retention")?.DurationAt("audit") ?? AuditOptions.DefaultRetention };
        return root.Set("audit") is not { Kind: NodeKind.Map } node ? standard : standard with
        {
            KeyFile = Key(node),
            Every = node.DurationAt("every") ?? standard.Every,
            Webhook = node.UrlAt("webhook"),
            Hashes = node.FlagAt("hashes") ?? standard.Hashes,
            MaxBytes = node.WholeAt("max_bytes") ?? standard.MaxBytes,
        };
    }

    private string? Key(ConfigNode node)
    {
        if (node.TextAt("key_file") is not { Length: > 0 } || files.Existing(node, "key_file", KeyFile) is not { } path || !File.Exists(path))
        {
            return null;
        }

        if (!IsKey(path))
        {
            problems.Error(
                node.Set("key_file")!, KeyFile, "no private key of P-256 can be read from this file",
                "name a PEM file, unencrypted, as from: openssl ecparam -name prime256v1 -genkey -noout", Shown.Value(node.Set("key_file")!));
        }

        return path;
    }

    private static bool IsKey(string path)
    {
        try
        {
            using var signer = AuditSigner.TryLoad(File.ReadAllText(path));
            return signer is not null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
