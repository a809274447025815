using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Tells text from media where both stand in members of the same name.</summary>
internal static class MediaText
{
    public static bool IsDataUrl(ReadOnlySpan<byte> text) => text.Length > 5 && text[4] == ':' && System.Text.Ascii.EqualsIgnoreCase(text[..5], "data:"u8);

    /// <summary>What stands behind the comma of a <c>data:</c> address.</summary>
    public static ReadOnlySpan<byte> SplitDataUrl(ReadOnlySpan<byte> url, out ReadOnlySpan<byte> type, out bool isBase64)
    {
        var comma = url.IndexOf((byte)',');
        var head = comma < 0 ? url[5..] : url[5..comma];
        isBase64 = head.EndsWith(";base64"u8);
        var semicolon = head.IndexOf((byte)';');
        type = semicolon < 0 ? head : head[..semicolon];
        return comma < 0 ? default : url[(comma + 1)..];
    }

    /// <summary>What an address under <c>url</c> leads to: media where the member around it says so.</summary>
    public static UnreadableParts OfAddress(ReadOnlySpan<byte> body, Frame around, int further) => around.Kind switch
    {
        MemberKind.ImageUrl or MemberKind.Images => UnreadableParts.Image,
        MemberKind.AudioUrl or MemberKind.Audio => UnreadableParts.Audio,
        MemberKind.FileUrl => UnreadableParts.File,
        MemberKind.Source => ValueShape.KindOf(Sibling(body, further, "type"u8, default)),
        _ => UnreadableParts.None,
    };

    /// <summary>What stands under <c>data</c> and the like. Text of a part that is not readable as it is: base64 of a text type.</summary>
    public static (UnreadableParts Parts, bool IsText) OfData(ReadOnlySpan<byte> body, Frame around, int further, ReadOnlySpan<byte> value)
    {
        var type = Sibling(body, around.Start, "type"u8, default);
        var media = Sibling(body, around.Start, "media_type"u8, "mimeType"u8);
        media = media.IsEmpty ? Sibling(body, around.Start, "mime_type"u8, default) : media;
        if (type.SequenceEqual("text"u8))
        {
            return (UnreadableParts.None, true);
        }

        var isBase64 = ValueShape.IsBase64(value);
        if (type.SequenceEqual("redacted_thinking"u8) || type.StartsWith("reasoning"u8))
        {
            return (UnreadableParts.None, !isBase64);
        }

        if (ValueShape.IsTextType(media))
        {
            return (UnreadableParts.File, true);
        }

        if (around.Kind is MemberKind.Source or MemberKind.Audio || !media.IsEmpty)
        {
            var kind = around.Kind == MemberKind.Audio ? UnreadableParts.Audio : ValueShape.KindOf(media.IsEmpty ? Sibling(body, further, "type"u8, default) : media);
            return (kind, !IsAllBase64(value));
        }

        return isBase64 ? (type.StartsWith("image"u8) ? UnreadableParts.Image : UnreadableParts.File, false) : (UnreadableParts.None, true);
    }

    /// <summary>Decodes base64 that holds text. False: it is not base64, or not UTF-8.</summary>
    public static bool TryText(ReadOnlySpan<byte> encoded, Span<byte> into, out int length) =>
        Base64.DecodeFromUtf8(encoded, into, out _, out length) == OperationStatus.Done && Utf8.IsValid(into[..length]) && !into[..length].Contains((byte)0);

    /// <summary>The whole text is one object or array of JSON.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (trimmed.Length < 2 || (trimmed[0], trimmed[^1]) is not (((byte)'{', (byte)'}') or ((byte)'[', (byte)']')))
        {
            return false;
        }

        var tokens = new JsonTokens(trimmed);
        JsonToken token;
        do
        {
            token = tokens.Read();
        }
        while (token is not (JsonToken.End or JsonToken.Broken));
        return token == JsonToken.End;
    }

    private static bool IsAllBase64(ReadOnlySpan<byte> value) => Base64.IsValid(value) || ValueShape.IsBase64(value);

    /// <summary>The string under one of two names in the object that begins at <paramref name="at"/>; empty: there is none.</summary>
    private static ReadOnlySpan<byte> Sibling(ReadOnlySpan<byte> body, int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var tokens = new JsonTokens(body, at);
        if (body[at] != '{' || tokens.Read() != JsonToken.Open)
        {
            return default;
        }

        while (tokens.Read() == JsonToken.Name)
        {
            var met = body[tokens.Start..tokens.End];
            var value = tokens.Read();
            if (value == JsonToken.Text && (met.SequenceEqual(name) || (!other.IsEmpty && met.SequenceEqual(other))))
            {
                return body[tokens.Start..tokens.End];
            }

            if (value == JsonToken.Open && !tokens.SkipOpened())
            {
                break;
            }
        }

        return default;
    }
}
