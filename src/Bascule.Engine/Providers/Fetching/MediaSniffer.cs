using System.Text.Unicode;

namespace Bascule.Engine.Providers.Fetching;

/// <summary>What bytes are, by themselves: a server's word for it is only believed where it says text.</summary>
public static class MediaSniffer
{
    public const string PlainText = "text/plain";

    /// <summary>The media type; null: nothing that a model takes.</summary>
    /// <param name="declared">What the server called it, or null.</param>
    public static string? Sniff(ReadOnlySpan<byte> bytes, string? declared) => bytes switch
    {
        _ when Begins(bytes, 0x89, 'P', 'N', 'G') => "image/png",
        _ when Begins(bytes, 0xFF, 0xD8, 0xFF) => "image/jpeg",
        _ when bytes.StartsWith("GIF8"u8) => "image/gif",
        _ when bytes.StartsWith("RIFF"u8) && At(bytes, 8, "WEBP"u8) => "image/webp",
        _ when bytes.StartsWith("RIFF"u8) && At(bytes, 8, "WAVE"u8) => "audio/wav",
        _ when At(bytes, 4, "ftyp"u8) => Branded(bytes),
        _ when bytes.StartsWith("%PDF-"u8) => "application/pdf",
        _ when bytes.StartsWith("ID3"u8) || (bytes.Length > 1 && bytes[0] == 0xFF && (bytes[1] & 0xE6) == 0xE2) => "audio/mpeg",
        _ when bytes.StartsWith("OggS"u8) => "audio/ogg",
        _ when bytes.StartsWith("fLaC"u8) => "audio/flac",
        _ when Begins(bytes, 0x1A, 0x45, 0xDF, 0xA3) => "video/webm",
        _ when IsTextType(declared) && bytes.Length > 0 && bytes.IndexOf((byte)0) < 0 && Utf8.IsValid(bytes) => PlainText,
        _ => null,
    };

    /// <summary>The box format of many: its brand tells.</summary>
    private static string? Branded(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when At(bytes, 8, "avif"u8) => "image/avif",
        _ when At(bytes, 8, "hei"u8) || At(bytes, 8, "mif1"u8) => "image/heic",
        _ when At(bytes, 8, "M4A"u8) => "audio/mp4",
        _ => "video/mp4",
    };

    private static bool IsTextType(string? declared)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        return type is not null && (type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/xml" or "application/yaml");
    }

    private static bool At(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> mark) => bytes.Length >= at + mark.Length && bytes.Slice(at, mark.Length).SequenceEqual(mark);

    private static bool Begins(ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> mark)
    {
        for (var i = 0; i < mark.Length; i++)
        {
            if (i >= bytes.Length || bytes[i] != mark[i])
            {
                return false;
            }
        }

        return true;
    }
}
