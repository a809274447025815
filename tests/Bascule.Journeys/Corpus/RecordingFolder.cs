namespace Bascule.Journeys.Corpus;

/// <summary>Where the recorded traffic is: <c>BASCULE_CORPUS</c>, or <c>../shared/corpus</c> beside the repository.</summary>
internal static class RecordingFolder
{
    public const string Absent = "no recorded traffic: set BASCULE_CORPUS, or put it at ../shared/corpus beside the repository";

    public static string? Path { get; } = Find();

    public static IReadOnlyList<Recording> ReadAll() =>
        Path is null ? [] : [.. Directory.EnumerateFiles(Path, "*.json").Order(StringComparer.Ordinal).Select(Recording.Read).OfType<Recording>()];

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("BASCULE_CORPUS");
        var folder = string.IsNullOrEmpty(named) ? System.IO.Path.Combine(Repository.Root, "..", "shared", "corpus") : named;
        return Directory.Exists(folder) ? folder : null;
    }
}
