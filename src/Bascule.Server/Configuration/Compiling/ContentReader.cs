using Bascule.Engine.Ledger.Content;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;
using Bascule.Storage;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>content</c>: words are kept in full only under a key of the operator's.</summary>
internal sealed class ContentReader(ProblemList problems, FileChecks files)
{
    private const string KeyFile = "content.key_file";
    private const string Make = "write one there with: openssl rand -hex 32";

    public ContentConfig Read(ConfigNode root)
    {
        if (root.Set("content") is not { Kind: NodeKind.Map } node)
        {
            return new ContentConfig();
        }

        var mode = node.TextAt("keep") switch
        {
            "redacted" => ContentMode.Redacted,
            "full" => ContentMode.Full,
            _ => ContentMode.None,
        };
        var file = node.TextAt("key_file") is { Length: > 0 } ? files.Existing(node, "key_file", KeyFile) : null;
        if (mode == ContentMode.Full && node.TextAt("key_file") is null or "" && !(node["key_file"]?.Broken ?? false))
        {
            problems.Error(node.Set("keep")!, "content.keep", "words kept in full are encrypted, and no key is named", $"name a file in content.key_file and {Make}; or write redacted, which needs none");
        }

        if (file is not null && File.Exists(file) && ContentCipher.TryReadFile(file) is null)
        {
            problems.Error(node.Set("key_file")!, KeyFile, "this file does not hold keys of 64 hex digits, one a line, or can't be read", Make, Shown.Value(node.Set("key_file")!));
        }

        return new ContentConfig(file) { Options = new ContentOptions(mode, TimeSpan.FromDays(node.WholeAt("days") ?? 30)) };
    }
}
