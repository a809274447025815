namespace Bascule.Engine.Guardrails.Reading;

/// <summary>What the value of a member is, by its name. Most are text; the tables name what is not.</summary>
internal enum MemberKind : byte
{
    Text,

    /// <summary>A value of the caller's own making: no name within it means anything to us.</summary>
    Own,

    /// <summary>A word out of a list of the dialect's: role, type, media type.</summary>
    Label,
    Model,
    Id,
    FileId,

    /// <summary>Sealed by a provider: signatures, encrypted reasoning.</summary>
    Sealed,
    Data,
    Url,
    ImageUrl,
    AudioUrl,
    FileUrl,

    /// <summary>An object with media's data or address.</summary>
    Source,
    Images,
    Audio,

    /// <summary>A number that counts or seeds: no text, however long.</summary>
    Count,

    /// <summary>Text, or its token numbers.</summary>
    Tokens,
}

/// <summary>The tables.</summary>
internal static class MemberKinds
{
    /// <param name="top">It stands at the top of the request.</param>
    public static MemberKind Of(ReadOnlySpan<byte> name, bool top) => name.Length switch
    {
        0 => MemberKind.Text,
        2 => name.SequenceEqual("id"u8) ? MemberKind.Id : MemberKind.Text,
        3 => name.SequenceEqual("url"u8) ? MemberKind.Url : MemberKind.Text,
        4 => name.SequenceEqual("role"u8) || name.SequenceEqual("type"u8) || name.SequenceEqual("size"u8) ? MemberKind.Label
            : name.SequenceEqual("data"u8) ? MemberKind.Data
            : name.SequenceEqual("args"u8) ? MemberKind.Own
            : name.SequenceEqual("mask"u8) ? MemberKind.Images
            : name.SequenceEqual("seed"u8) ? MemberKind.Count
            : MemberKind.Text,
        5 => name.SequenceEqual("model"u8) && top ? MemberKind.Model
            : name.SequenceEqual("input"u8) ? top ? MemberKind.Tokens : MemberKind.Own
            : name.SequenceEqual("image"u8) ? MemberKind.Images
            : MemberKind.Text,
        6 => name.SequenceEqual("schema"u8) ? MemberKind.Own
            : name.SequenceEqual("images"u8) ? MemberKind.Images
            : name.SequenceEqual("source"u8) ? MemberKind.Source
            : name.SequenceEqual("object"u8) || name.SequenceEqual("status"u8) || name.SequenceEqual("detail"u8) || name.SequenceEqual("effort"u8) || name.SequenceEqual("format"u8) ? MemberKind.Label
            : name.SequenceEqual("prompt"u8) && top ? MemberKind.Tokens
            : name.SequenceEqual("result"u8) ? MemberKind.Data
            : MemberKind.Text,
        _ => OfLong(name, top),
    };

    /// <summary>The words of JSON Schema: in the caller's own values they are the names that say nothing.</summary>
    public static bool IsSchemaWord(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("type"u8) || name.SequenceEqual("enum"u8) || name.SequenceEqual("$ref"u8),
        5 => name.SequenceEqual("items"u8) || name.SequenceEqual("title"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("const"u8),
        7 => name.SequenceEqual("default"u8),
        8 => name.SequenceEqual("required"u8),
        10 => name.SequenceEqual("properties"u8),
        11 => name.SequenceEqual("description"u8),
        20 => name.SequenceEqual("additionalProperties"u8),
        _ => false,
    };

    private static MemberKind OfLong(ReadOnlySpan<byte> name, bool top) => name[0] switch
    {
        (byte)'a' => name.SequenceEqual("arguments"u8) ? MemberKind.Own
            : name.SequenceEqual("audio_url"u8) ? MemberKind.AudioUrl
            : MemberKind.Text,
        (byte)'b' => name.SequenceEqual("b64_json"u8) ? MemberKind.Data : MemberKind.Text,
        (byte)'c' => name.SequenceEqual("call_id"u8) || name.SequenceEqual("container_id"u8) ? MemberKind.Id
            : name.SequenceEqual("context"u8) && top ? MemberKind.Tokens
            : name.SequenceEqual("created_at"u8) || name.SequenceEqual("created"u8) ? MemberKind.Count
            : name.SequenceEqual("chat_template_kwargs"u8) ? MemberKind.Own
            : name.SequenceEqual("cachedContent"u8) || name.SequenceEqual("cached_content"u8) ? MemberKind.FileId
            : MemberKind.Text,
        (byte)'e' => name.SequenceEqual("encrypted_content"u8) || name.SequenceEqual("encrypted_index"u8) || name.SequenceEqual("encrypted_stdout"u8) ? MemberKind.Sealed
            : name.SequenceEqual("encoding_format"u8) ? MemberKind.Label
            : MemberKind.Text,
        (byte)'f' => name.SequenceEqual("file_id"u8) || name.SequenceEqual("file_ids"u8) ? MemberKind.FileId
            : name.SequenceEqual("file_data"u8) ? MemberKind.Data
            : name.SequenceEqual("file_url"u8) || name.SequenceEqual("fileUri"u8) || name.SequenceEqual("file_uri"u8) ? MemberKind.FileUrl
            : MemberKind.Text,
        (byte)'i' => name.SequenceEqual("image_url"u8) ? MemberKind.ImageUrl
            : name.SequenceEqual("input_schema"u8) || name.SequenceEqual("inputSchema"u8) ? MemberKind.Own
            : name.SequenceEqual("input_audio"u8) ? MemberKind.Audio
            : name.SequenceEqual("inlineData"u8) || name.SequenceEqual("inline_data"u8) ? MemberKind.Source
            : name.SequenceEqual("item_id"u8) ? MemberKind.Id
            : MemberKind.Text,
        (byte)'m' => name.SequenceEqual("media_type"u8) || name.SequenceEqual("mimeType"u8) || name.SequenceEqual("mime_type"u8) ? MemberKind.Label
            : name.SequenceEqual("metadata"u8) ? MemberKind.Own
            : MemberKind.Text,
        (byte)'p' => name.SequenceEqual("parameters"u8) || name.SequenceEqual("parametersJsonSchema"u8) || name.SequenceEqual("parameters_json_schema"u8) ? MemberKind.Own
            : name.SequenceEqual("previous_response_id"u8) ? MemberKind.Id
            : MemberKind.Text,
        (byte)'r' => name.SequenceEqual("response"u8) && !top || name.SequenceEqual("responseSchema"u8) || name.SequenceEqual("responseJsonSchema"u8)
            || name.SequenceEqual("response_schema"u8) || name.SequenceEqual("response_json_schema"u8) ? MemberKind.Own
            : name.SequenceEqual("response_id"u8) ? MemberKind.Id
            : MemberKind.Text,
        (byte)'s' => name.SequenceEqual("signature"u8) ? MemberKind.Sealed
            : name.SequenceEqual("service_tier"u8) ? MemberKind.Label
            : MemberKind.Text,
        (byte)'t' => name.SequenceEqual("tool_call_id"u8) || name.SequenceEqual("tool_use_id"u8) ? MemberKind.Id
            : name.SequenceEqual("thoughtSignature"u8) || name.SequenceEqual("thought_signature"u8) ? MemberKind.Sealed
            : MemberKind.Text,
        (byte)'v' => name.SequenceEqual("video_url"u8) ? MemberKind.FileUrl
            : name.SequenceEqual("vector_store_ids"u8) ? MemberKind.Id
            : MemberKind.Text,
        _ => MemberKind.Text,
    };
}
