using System.Text.Json;

namespace Bascule.Sandbox.Tests;

/// <summary>Requests that real vendors answered, where the corpus is at hand.</summary>
internal static class Recordings
{
    public static IReadOnlyList<(string File, JsonElement Body)> Requests(string pattern)
    {
        if (Folder() is not { } folder)
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(folder, pattern)
            .Select(path => (File: Path.GetFileName(path), Recording: JsonElement.Parse(File.ReadAllBytes(path))))
            .Where(one => one.Recording.GetProperty("request") is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object)
            .Select(one => (one.File, one.Recording.GetProperty("request").GetProperty("body")))];
    }

    /// <summary>What a check would refuse of the requests that a vendor took, a line each; skips the test where there is no corpus.</summary>
    /// <param name="pattern">The files.</param>
    /// <param name="refuse">The reason why this request would be refused, or null.</param>
    /// <param name="except">Parts of the names of recordings that no longer hold.</param>
    public static string Refused(string pattern, Func<JsonElement, string, string?> refuse, params string[] except)
    {
        var recorded = Exchanges(pattern).Where(one => !except.Any(part => one.File.Contains(part, StringComparison.Ordinal))).ToArray();
        Assert.SkipWhen(recorded.Length == 0, "no corpus: set BASCULE_CORPUS or put it at ../shared/corpus");
        return string.Join("\n", recorded.Select(one => (one.File, Reason: refuse(one.Body, one.Path))).Where(one => one.Reason is not null).Select(one => $"{one.File}: {one.Reason}"));
    }

    /// <summary>None of the requests that a vendor took would be refused.</summary>
    public static void AssertTaken(string pattern, Func<JsonElement, string, string?> refuse, params string[] except)
    {
        var refused = Refused(pattern, refuse, except);
        Assert.True(refused.Length == 0, refused);
    }

    /// <summary>Requests with the path they were sent to.</summary>
    public static IReadOnlyList<(string File, string Path, JsonElement Body)> Exchanges(string pattern) => Folder() is not { } folder ? [] :
        [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
            .Select(path => (File: Path.GetFileName(path), Recording: JsonElement.Parse(File.ReadAllBytes(path))))
            .Where(one => one.Recording.GetProperty("request") is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object)
            .Select(one => (one.File, one.Recording.GetProperty("request").GetProperty("path").GetString()!, one.Recording.GetProperty("request").GetProperty("body")))];

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("BASCULE_CORPUS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bascule.slnx")))
            {
                var beside = Path.Combine(folder.FullName, "..", "shared", "corpus");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
