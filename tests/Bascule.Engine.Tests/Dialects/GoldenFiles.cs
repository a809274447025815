using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Golden files: an input beside what is expected of it. With <c>BASCULE_ACCEPT=1</c> the actual text becomes the expected one.</summary>
internal static class GoldenFiles
{
    public static IEnumerable<string> Cases(string folder, string ending) =>
        Directory.EnumerateFiles(FolderOf(folder), "*" + ending)
            .Select(path => Path.GetFileName(path)[..^ending.Length])
            .Order(StringComparer.Ordinal);

    public static byte[] Read(string folder, string file) => File.ReadAllBytes(Path.Combine(FolderOf(folder), file));

    public static void Check(string folder, string file, string actual)
    {
        var path = Path.Combine(FolderOf(folder), file);
        if (Environment.GetEnvironmentVariable("BASCULE_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{file} is missing; BASCULE_ACCEPT=1 writes it:\n{actual}");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string FolderOf(string folder) => Path.Combine(Repository.Root, "tests/Bascule.Engine.Tests/Golden", folder);
}
