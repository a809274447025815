using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Makes a part into one that Converse takes where it stands: its rules are Anthropic's, its media are bytes or objects in S3.</summary>
internal sealed class BedrockPartMending(RequestWriting how, BedrockModel model) : AnthropicPartMending(how)
{
    /// <summary>Media types by the names that Converse has for documents.</summary>
    private static readonly Dictionary<string, string> Documents = new()
    {
        ["application/pdf"] = "pdf",
        ["text/csv"] = "csv",
        ["application/msword"] = "doc",
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = "docx",
        ["application/vnd.ms-excel"] = "xls",
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = "xlsx",
        ["text/html"] = "html",
        ["text/plain"] = "txt",
        ["text/markdown"] = "md",
    };

    /// <summary>The name of a document's format, or null.</summary>
    public static string? FormatOf(FilePart file)
    {
        var type = file.Source.MediaType ?? "";
        if (Documents.TryGetValue(type, out var format))
        {
            return format;
        }

        var ending = Path.GetExtension(file.Name ?? file.Source.Url ?? "").TrimStart('.').ToLowerInvariant();
        return type.Length == 0 || type == "application/octet-stream"
            ? Documents.ContainsValue(ending) ? ending : file.Source.Base64?.StartsWith("JVBERi", StringComparison.Ordinal) is true ? "pdf" : null
            : type.StartsWith("text/", StringComparison.Ordinal) ? "txt" : null;
    }

    public static bool IsInS3(MediaSource source) => source.Url?.StartsWith("s3://", StringComparison.Ordinal) is true;

    protected override bool IsOwn(ReasoningPart reasoning) =>
        reasoning is { Vendor: BedrockDialect.Signer } and ({ Signature.Length: > 0 } or { Redacted.Length: > 0 }) && How.SignaturesOf == BedrockDialect.Signer && model.IsClaude;

    protected override bool IsOwn(ForeignPart foreign) => false;

    protected override Part? MendImage(ImagePart image)
    {
        var mended = base.MendImage(image) as ImagePart;
        return mended is { Source.MediaType: "image/png" or "image/jpeg" or "image/gif" or "image/webp", Source.Base64: not null } || (mended is not null && IsInS3(mended.Source))
            ? mended
            : mended is null ? null : Drop(image);
    }

    protected override Part? MendFile(FilePart file)
    {
        var source = FromDataUrl(file.Source);
        var whole = file with { Source = source };
        if (source.Text is { } words)
        {
            // Only Claude reads a document that is text; all read text.
            return model.IsClaude ? whole : new TextPart(file.Name is null ? words : $"{file.Name}\n\n{words}") { Cache = file.Cache };
        }

        return (source.Base64 is not null || IsInS3(source)) && FormatOf(whole) is not null ? whole : Drop(file);
    }
}
