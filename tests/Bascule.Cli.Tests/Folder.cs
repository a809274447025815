namespace Bascule.Cli.Tests;

/// <summary>A working folder of its own for one test, with the environment its programs get.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Path = Directory.CreateTempSubdirectory("bascule-cli-").FullName;

    /// <summary>The program as it was built beside these tests.</summary>
    public static string Program { get; } = Find();

    public string Path { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Find()
    {
        // .../tests/Bascule.Cli.Tests/bin/Release/net10.0/
        var build = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        var root = build.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return System.IO.Path.Combine(root, "src", "Bascule.Cli", "bin", build.Parent!.Name, build.Name, "bascule.dll");
    }
}
