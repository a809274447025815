using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;
using Bascule.Storage;
using Bascule.Storage.Redis;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>storage</c>: a SQLite file, below the data folder unless it says otherwise.</summary>
internal sealed class StorageReader(ProblemList problems, string folder)
{
    private const string Path = "storage.database";

    public StorageOptions Read(ConfigNode root, string dataDir)
    {
        var storage = Database(root, dataDir) with { Shared = Shared(root.Set("storage")?.Set("shared"), root.Set("storage")?.Set("shared_prefix") is { Kind: NodeKind.Text, Text: var prefix } ? prefix : null) };
        return root.Set("storage")?.WholeAt("max_journal_bytes") is { } bytes ? storage with { MaxJournalBytes = bytes } : storage;
    }

    /// <summary>Null: this process's memory.</summary>
    private RedisAddress? Shared(ConfigNode? node, string? prefix)
    {
        if (node is not { Kind: NodeKind.Text, Text: not "memory" })
        {
            return null;
        }

        const string path = "storage.shared";
        var address = RedisAddress.TryParse(node.Text, out var problem);
        if (address is null)
        {
            problems.Error(node, path, problem!, "write memory or \"redis://:${REDIS_PASSWORD}@host:6379/0\"", "***");
        }
        else if (address.Password is not null)
        {
            SecretChecks.Check(problems, node, path);
        }

        return address is not null && prefix is not null ? address with { Prefix = prefix } : address;
    }

    private StorageOptions Database(ConfigNode root, string dataDir)
    {
        var standard = new DatabaseAddress(System.IO.Path.Combine(dataDir, "bascule.db"));
        if (root.Set("storage")?.Set("database") is not { Kind: NodeKind.Text } node)
        {
            return new StorageOptions(standard);
        }

        if (node.Text.StartsWith("sqlite:", StringComparison.Ordinal) && node.Text.Length > 7 && !node.Text.Contains('\0'))
        {
            return new StorageOptions(new DatabaseAddress(System.IO.Path.GetFullPath(node.Text[7..], folder)));
        }

        // The value is not shown: a database address may hold a password.
        var later = node.Text.StartsWith("postgres", StringComparison.Ordinal) || node.Text.StartsWith("redis", StringComparison.Ordinal);
        problems.Error(node, Path, later ? $"not yet supported ({Parts.Name('E')})" : "not a database this version knows", "write \"sqlite:data/bascule.db\"");
        return new StorageOptions(standard);
    }
}
