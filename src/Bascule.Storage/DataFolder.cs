using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Bascule.Storage.Secrets;

namespace Bascule.Storage;

/// <summary>The folder <c>data_dir</c>, held by one process at a time, and the secrets in it.</summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string AdminKeyFile = "admin.key";
    private const string AuditPublicFile = "audit.pub";
    private const string CopyFile = "database.keys";

    private readonly FileStream _held;
    private readonly byte[] _userKey;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _held = held;
        _userKey = Convert.FromHexString(ReadOrMake(In("user.hmac"), NewSecret));
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Where the journal goes.</summary>
    public string Journal => In("journal");

    /// <summary>Where the audit log goes.</summary>
    public string Audit => AuditOf(Path);

    /// <summary>The key that signs the audit log where the operator names none.</summary>
    public string AuditKeyFile => In("audit.key");

    /// <summary>Makes the folder (mode 0700) if missing and takes it. Null and the reason in the operator's words when that can't be.</summary>
    public static DataFolder? TryOpen(string path, [NotNullWhen(false)] out string? problem)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? held = null;
        try
        {
            MakeFolder(path);
            var lockFile = System.IO.Path.Combine(path, "lock");
            try
            {
                // The kernel lets go of it when the process dies, however it dies.
                held = new FileStream(lockFile, Options(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException) when (File.Exists(lockFile))
            {
                problem = $"data_dir '{path}' is in use by another process{Holder(path)}: stop it, or give this one its own server.data_dir.";
                return null;
            }

            // Not in the lock file itself: while that is locked, none may read it.
            TellHolder(System.IO.Path.Combine(path, "lock.pid"));
            var folder = new DataFolder(path, held);
            problem = null;
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            held?.Dispose();
            problem = error is FormatException
                ? $"'{System.IO.Path.Combine(path, "user.hmac")}' does not hold a key: restore it, or delete it to make a new one (users are then counted as new)."
                : $"data_dir '{path}' can't be used: {error.Message}";
            return null;
        }
    }

    /// <summary>The admin key that was made in this folder at some first start, or null: for the CLI, which does not hold the folder.</summary>
    public static string? TryReadAdminKey(string path)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(path, AdminKeyFile)).Trim() is { Length: > 0 } key ? key : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The admin key of this folder, made (256 bits, mode 0600) if there is none. Only called when the config names none.</summary>
    public string ReadOrMakeAdminKey() => ReadOrMake(In(AdminKeyFile), () => "bk_admin_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The audit log's folder in a data folder.</summary>
    public static string AuditOf(string path) => System.IO.Path.Combine(path, "audit");

    /// <summary>Who this gateway is among replicas, over restarts: a name that nobody else has.</summary>
    public string ReadOrMakeSeat() => ReadOrMake(In("replica"), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));

    /// <summary>The public keys that an audit log in this folder was signed with, PEM; empty: none is known.</summary>
    public static string ReadAuditPublicKeys(string path)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(path, AuditPublicFile));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <inheritdoc cref="ReadAuditPublicKeys"/>
    public string AuditPublicKeys() => ReadAuditPublicKeys(Path);

    /// <summary>The key that signs the audit log, PEM, made if there is none. Only called when the config names none.</summary>
    public string ReadOrMakeAuditKey(Func<string> make) => ReadOrMake(AuditKeyFile, make);

    /// <summary>Puts a public key among those that the audit log was signed with. A full disk keeps nobody from starting: the proof can be given the key by hand.</summary>
    public void KnowAuditKey(string publicKey)
    {
        try
        {
            if (!AuditPublicKeys().Contains(publicKey, StringComparison.Ordinal))
            {
                File.AppendAllText(In(AuditPublicFile), publicKey + "\n");
            }
        }
        catch (IOException)
        {
            // It is written at the next start.
        }
    }

    /// <summary>The keys of a gateway that shares its database with nobody, each made at the first start.</summary>
    /// <exception cref="IOException">One can't be read or made; the message says what to do.</exception>
    public SharedSecrets ReadOrMakeSecrets() => new(_userKey, SecretOf("responses.key", "responses"), SecretOf("content.key", "words"));

    private byte[] SecretOf(string name, string what)
    {
        try
        {
            return Convert.FromHexString(ReadOrMake(In(name), NewSecret));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new IOException($"'{name}' in server.data_dir can't be used: {trouble.Message} Restore it, or delete it to make a new one ({what} kept so far are then lost).", trouble);
        }
    }

    /// <summary>The key of users that was made in this folder.</summary>
    internal byte[] UserKey => _userKey;

    /// <summary>The keys that this folder has a copy of, in the order they were kept; null: of none that belong to this database.</summary>
    internal IReadOnlyList<byte[]>? ReadCopy(string database)
    {
        try
        {
            var lines = File.ReadAllLines(In(CopyFile));
            return lines.Length > 0 && lines[0] == database ? [.. lines.Skip(1).Select(line => Convert.FromHexString(line))] : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Keeps a copy of a database's keys. A full disk keeps nobody from starting: it is only wanted while the database is away.</summary>
    internal void KeepCopy(string database, IEnumerable<byte[]> keys)
    {
        try
        {
            Write(In(CopyFile), string.Join('\n', keys.Select(key => Convert.ToHexStringLower(key)).Prepend(database)));
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // It is written at the next start.
        }
    }

    public void Dispose() => _held.Dispose();

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SharedSecrets.Length));

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Only a help for whoever finds the folder taken: a full disk must not keep a gateway from starting for it.</summary>
    private static void TellHolder(string file)
    {
        try
        {
            MakeOwn(file);
            File.WriteAllText(file, $"{Environment.ProcessId}\n");
        }
        catch (IOException)
        {
            // Who it is will not be told.
        }
    }

    private static string ReadOrMake(string path, Func<string> make)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } present)
        {
            return present;
        }

        var made = make();
        Write(path, made);
        return made;
    }

    private static void Write(string path, string text)
    {
        // Written beside and moved, so that a crash leaves no half key; born with its mode, so that none can read it in between.
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, Options(FileMode.CreateNew, FileShare.None)))
        {
            file.Write(Encoding.UTF8.GetBytes(text + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Makes an empty file that none but its owner may read, unless there is one: the folder may be an older one that others can enter.</summary>
    internal static void MakeOwn(string file)
    {
        if (!File.Exists(file))
        {
            using var made = new FileStream(file, Options(FileMode.OpenOrCreate, FileShare.ReadWrite));
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static string Holder(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(System.IO.Path.Combine(path, "lock.pid")), out var pid) ? $" (pid {pid})" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
