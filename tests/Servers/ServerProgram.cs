namespace Bascule.Servers;

/// <summary>Where a server's program is on this machine.</summary>
internal static class ServerProgram
{
    /// <summary>A message that begins so skips the test, says xUnit; the rest of it is printed.</summary>
    private const string Skips = "$XunitDynamicSkip$";

    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>The program's path. Where it is missing the test is skipped, with the reason and the mend.</summary>
    public static string Find(string name, string package) => TryFind(name) ?? throw Missing(name, package);

    public static string? TryFind(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static Exception Missing(string name, string package) =>
        new NotSupportedException($"{Skips}{name} is not on this machine: apt-get install {package}, or ./test as root, which does it");
}
