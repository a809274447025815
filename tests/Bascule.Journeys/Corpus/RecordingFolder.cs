namespace Bascule.Journeys.Corpus;

/// <summary>Where the recorded traffic is: <c>BASCULE_CORPUS</c>, or <c>../shared/corpus</c> beside the repository.</summary>
internal static class RecordingFolder
{
    public const string Absent = "no recorded traffic: set BASCULE_CORPUS, or put it at ../shared/corpus beside the repository";

    public static string Repository { get; } = FindRepository();

    public static string? Path { get; } = Find();

    public static IReadOnlyList<Recording> ReadAll() =>
        Path is null ? [] : [.. Directory.EnumerateFiles(Path, "*.json").Order(StringComparer.Ordinal).Select(Recording.Read).OfType<Recording>()];

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("BASCULE_CORPUS");
        var folder = string.IsNullOrEmpty(named) ? System.IO.Path.Combine(Repository, "..", "shared", "corpus") : named;
        return Directory.Exists(folder) ? folder : null;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Bascule.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no Bascule.slnx above " + AppContext.BaseDirectory);
    }
}
