using Bascule.Server.Configuration.Document;
using Bascule.Storage;
using Bascule.Storage.Postgres;
using Bascule.Storage.Redis;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>storage</c>: a SQLite file, below the data folder unless it says otherwise, or a PostgreSQL server.</summary>
internal sealed class StorageReader(ProblemList problems, string folder)
{
    private const string Path = "storage.database";
    private const string Form = "\"postgres://user:${DB_PASSWORD}@host:5432/database?sslmode=verify-full\"";

    /// <summary>Keys of 256 bits are made of it.</summary>
    private const int MinSecret = 32;

    public StorageOptions Read(ConfigNode root, string dataDir)
    {
        var storage = Database(root, dataDir);
        var node = root.Set("storage");
        return storage with
        {
            MaxConnections = (int)(node?.WholeAt("max_connections") ?? storage.MaxConnections),
            MaxJournalBytes = node?.WholeAt("max_journal_bytes") ?? storage.MaxJournalBytes,
            Shared = Shared(node?.Set("shared"), node?.Set("shared_prefix") is { Kind: NodeKind.Text, Text: var prefix } ? prefix : null),
            Secret = Secret(node?.Set("secret")),
        };
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

        if (PostgresAddress.IsOne(node.Text))
        {
            return Server(node) is { } server ? new StorageOptions(server) : new StorageOptions(standard);
        }

        // The value is not shown: a database address may hold a password.
        problems.Error(node, Path, "not a database this version knows", $"write \"sqlite:data/bascule.db\" or {Form}", "***");
        return new StorageOptions(standard);
    }

    private DatabaseAddress? Server(ConfigNode node)
    {
        if (!PostgresAddress.TryParse(node.Text, out var server, out var wrong))
        {
            problems.Error(node, Path, $"the address {wrong}", $"write {Form}", "***");
            return null;
        }

        if (server.HasPassword)
        {
            SecretChecks.Check(problems, node, Path);
        }

        if (server.IsReadable)
        {
            problems.Warning(node, Path, "the server is elsewhere, and whoever stands between may read along", "write ?sslmode=verify-full (with sslrootcert=FILE for a private authority), or ?sslmode=prefer where the way is your own", "***");
        }

        return new DatabaseAddress(server);
    }

    private string? Secret(ConfigNode? node)
    {
        if (node is not { Kind: NodeKind.Text, Text.Length: > 0 })
        {
            return null;
        }

        const string path = "storage.secret";
        SecretChecks.Check(problems, node, path);
        if (node.Text.Length < MinSecret)
        {
            problems.Error(node, path, $"it is shorter than {MinSecret} characters", "write a random one: openssl rand -hex 32", "***");
        }

        return node.Text;
    }
}
