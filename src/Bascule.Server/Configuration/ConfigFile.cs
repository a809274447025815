using Bascule.Engine.Conversation;
using System.Text;
using Bascule.Server.Configuration.Compiling;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;
using Bascule.Storage.Postgres;

namespace Bascule.Server.Configuration;

/// <summary>Reads a config file. Every problem is found at once; none stops the others, and none is an exception.</summary>
public static class ConfigFile
{
    // A config is written by hand; the largest sensible one has some thousand lines.
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <param name="path">The file, or the address of the database that holds it.</param>
    /// <param name="surroundings">What it is read against.</param>
    public static ConfigResult Load(string path, ConfigSurroundings surroundings)
    {
        if (PostgresAddress.IsOne(path))
        {
            return LoadStored(path, surroundings);
        }

        var full = Path.GetFullPath(path);
        string text;
        try
        {
            if (Directory.Exists(full))
            {
                return Unreadable(path, full, "this is a folder, not a config file", "name the file, as bascule.yaml");
            }

            if (new FileInfo(full) is { Exists: true, Length: > MaxBytes })
            {
                return Unreadable(path, full, "the file is larger than 4 MiB", "name a config file");
            }

            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(full)).TrimStart('\uFEFF');
        }
        catch (Exception trouble) when (trouble is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, full, "there is no such file", "correct the path, or leave --config out to start without a file");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            return Unreadable(path, full, "the file can't be read", "the gateway's user must be able to read it");
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, full, "the file is not UTF-8 text", "save it as UTF-8");
        }

        return ReadFrom(text, path, full, Path.GetDirectoryName(full)!, surroundings);
    }

    /// <summary>Reads a config from its text; <paramref name="file"/> is what problems call it, relative paths stand below <paramref name="folder"/>.</summary>
    public static ConfigResult Read(string text, string file, string folder, ConfigSurroundings surroundings) => ReadFrom(text, file, Path.GetFullPath(file, folder), folder, surroundings);

    private static ConfigResult LoadStored(string url, ConfigSurroundings surroundings)
    {
        var (stored, trouble) = surroundings.Stored.Read(url);
        return stored is null ? new(null, [trouble!], [url]) : ReadFrom(stored.Text, $"{PostgresAddress.Shown(url)}#{stored.Id}", url, surroundings.Folder, surroundings);
    }

    private static ConfigResult ReadFrom(string text, string file, string full, string folder, ConfigSurroundings surroundings)
    {
        if (text.Contains("profile", StringComparison.Ordinal))
        {
            surroundings.BeforeSockets(Peek(text, file, folder, surroundings) is { } said ? ServerReader.ProfileOf(said) : ServerProfile.Balanced);
        }

        var problems = new ProblemList(file);
        var interpolation = new Interpolation(surroundings.Environment, VaultOf(text, file, folder, surroundings), folder);
        var root = new DocumentReader(problems, interpolation).Read(text);
        BasculeConfig? config = null;
        if (root is { IsUnset: true })
        {
            root = ConfigNode.Empty;
        }

        if (root is not null)
        {
            new LanguageCheck(problems).Check(root, BasculeLanguage.Root, "");
            config = new ConfigCompiler(problems, folder, surroundings).Compile(root);
        }

        string[] sources = [full, .. interpolation.Sources];
        return problems.HasErrors || config is null
            ? new ConfigResult(null, problems.InOrder, sources)
            : new ConfigResult(config with { Warnings = new([.. problems.InOrder]) }, problems.InOrder, sources);
    }

    /// <summary>Where egress is denied no vault is contacted either, not even to read the config that says so.</summary>
    private static Func<string, Read<string>> VaultOf(string text, string file, string folder, ConfigSurroundings surroundings)
    {
        if (!text.Contains("${" + Interpolation.VaultMark, StringComparison.Ordinal))
        {
            return surroundings.Vault;
        }

        return Peek(text, file, folder, surroundings)?["server"]?["egress"] is { Text: "deny" } ? Closed : surroundings.Vault;
    }

    /// <summary>A first look without the vault, for what must be known before all of it is read; its problems are told by the second.</summary>
    private static ConfigNode? Peek(string text, string file, string folder, ConfigSurroundings surroundings) =>
        new DocumentReader(new ProblemList(file), new Interpolation(surroundings.Environment, Closed, folder)).Read(text);

    private static Read<string> Closed(string secret) =>
        new Failure(Blame.Gateway, FailureKind.Credential, "upstream_auth", "server.egress is deny, and a vault lies outside") { Mend = "mount the secret and write ${file:/path}, or set it in the environment" };

    private static ConfigResult Unreadable(string path, string full, string message, string mend) =>
        new(null, [new ConfigProblem(ConfigSeverity.Error, path, 0, 0, "", "", message, mend)], [full]);
}
