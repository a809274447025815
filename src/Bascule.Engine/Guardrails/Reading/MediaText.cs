using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Tells text from media where both stand in members of the same name.</summary>
internal static class MediaText
{
    private static readonly SearchValues<byte> HeadBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/=\"'*%"u8);

    /// <summary>Whether the text is a <c>data:</c> address: a media type or none, parameters, a comma. Words that only begin with those letters are none.</summary>
    /// <param name="data">What stands behind the comma.</param>
    public static bool TryDataUrl(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> type, out bool isBase64, out ReadOnlySpan<byte> data)
    {
        type = default;
        data = default;
        isBase64 = false;
        var comma = text.Length > 5 && text[4] == ':' && Ascii.EqualsIgnoreCase(text[..5], "data:"u8) ? text.IndexOf((byte)',') : -1;
        if (comma < 0)
        {
            return false;
        }

        var head = text[5..comma];
        var semicolon = head.IndexOf((byte)';');
        type = semicolon < 0 ? head : head[..semicolon];
        var slash = type.IndexOf((byte)'/');
        if (type.ContainsAnyExcept(HeadBytes) || (!type.IsEmpty && (slash <= 0 || slash == type.Length - 1)))
        {
            return false;
        }

        foreach (var part in head[type.Length..].Split((byte)';'))
        {
            var parameter = head[type.Length..][part].TrimStart((byte)' ');
            if (parameter.ContainsAnyExcept(HeadBytes))
            {
                return false;
            }

            isBase64 = Ascii.EqualsIgnoreCase(parameter, "base64"u8);
        }

        data = text[(comma + 1)..];
        return true;
    }

    /// <summary>What an address under <c>url</c> leads to: media where the member around it says so.</summary>
    /// <param name="type">What the object around that one says it is.</param>
    public static UnreadableParts OfAddress(MemberKind around, ReadOnlySpan<byte> type) => around switch
    {
        MemberKind.ImageUrl or MemberKind.Images => UnreadableParts.Image,
        MemberKind.AudioUrl or MemberKind.Audio => UnreadableParts.Audio,
        MemberKind.FileUrl => UnreadableParts.File,
        MemberKind.Source => ValueShape.KindOf(type),
        _ => UnreadableParts.None,
    };

    /// <summary>What stands under <c>data</c> and the like. Text of a part that is not readable as it is: base64 of a text type.</summary>
    /// <param name="around">What the object around it stands under.</param>
    /// <param name="type">What that object says it is.</param>
    /// <param name="media">The media type that it names.</param>
    /// <param name="outer">What the object further out says it is.</param>
    public static (UnreadableParts Parts, bool IsText) OfData(MemberKind around, ReadOnlySpan<byte> type, ReadOnlySpan<byte> media, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> value)
    {
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

        if (around is MemberKind.Source or MemberKind.Audio || !media.IsEmpty)
        {
            var kind = around == MemberKind.Audio ? UnreadableParts.Audio : ValueShape.KindOf(media.IsEmpty ? outer : media);
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
}
