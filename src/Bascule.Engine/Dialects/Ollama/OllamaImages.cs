using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Pictures as this wire has them: bare base64, whose first letters say what they are.</summary>
internal static class OllamaImages
{
    public static ImagePart Read(string image)
    {
        const string mark = ";base64,";
        var at = image.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? image.IndexOf(mark, StringComparison.OrdinalIgnoreCase) : -1;
        return at > 5
            ? new ImagePart(new MediaSource(Base64: image[(at + mark.Length)..], MediaType: image[5..at]))
            : new ImagePart(new MediaSource(Base64: image, MediaType: TypeOf(image)));
    }

    private static string TypeOf(string base64) => base64 switch
    {
        _ when base64.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when base64.StartsWith("R0lGOD", StringComparison.Ordinal) => "image/gif",
        _ when base64.StartsWith("UklGR", StringComparison.Ordinal) => "image/webp",
        _ => "image/png",
    };
}
