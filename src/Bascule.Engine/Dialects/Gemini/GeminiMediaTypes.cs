namespace Bascule.Engine.Dialects.Gemini;

/// <summary>The media type that a path's ending tells: a file's address must be sent with one.</summary>
internal static class GeminiMediaTypes
{
    public static string OfPath(string path, string otherwise)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        return Path.GetExtension(end < 0 ? path : path[..end]).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".heic" => "image/heic",
            ".pdf" => "application/pdf",
            ".txt" or ".md" => "text/plain",
            ".csv" => "text/csv",
            ".html" or ".htm" => "text/html",
            ".mp3" => "audio/mpeg",
            ".wav" => "audio/wav",
            ".mp4" => "video/mp4",
            ".webm" => "video/webm",
            ".mov" => "video/quicktime",
            _ => otherwise,
        };
    }
}
