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
