namespace Bascule.Engine.Dialects.Json;

/// <summary>The members whose strings are media or an address of media, not words.</summary>
internal static class MediaNames
{
    public static MediaKind Of(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("images"u8) => MediaKind.Images,
        _ when name.SequenceEqual("url"u8) || name.SequenceEqual("data"u8) || name.SequenceEqual("file_data"u8) || name.SequenceEqual("image_url"u8) => MediaKind.Any,
        _ => MediaKind.None,
    };
}

/// <summary>What a member's strings hold.</summary>
internal enum MediaKind
{
    None,

    /// <summary>Media, of a kind that another member tells.</summary>
    Any,

    /// <summary>Pictures, one a string.</summary>
    Images,
}
