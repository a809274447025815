namespace Bascule.Engine.Dialects.Json;

/// <summary>The members and values by which requests of any dialect show that they need more than text.</summary>
internal static class FeatureWords
{
    /// <summary>What a member at the top (or among the settings) means by being there.</summary>
    public static RequestFeatures OfMember(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("tools"u8) || name.SequenceEqual("functions"u8) ? RequestFeatures.Tools
        : name.SequenceEqual("reasoning_effort"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("reasoning"u8) || name.SequenceEqual("think"u8)
            || name.SequenceEqual("thinkingConfig"u8) || name.SequenceEqual("thinking_config"u8) ? RequestFeatures.Reasoning
        : RequestFeatures.None;

    /// <summary>Members whose value may hold a JSON schema for the answer.</summary>
    public static bool MayAskForSchema(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("response_format"u8) || name.SequenceEqual("output_config"u8) || name.SequenceEqual("output_format"u8) || name.SequenceEqual("text"u8)
        || name.SequenceEqual("format"u8) || name.SequenceEqual("responseSchema"u8) || name.SequenceEqual("responseJsonSchema"u8)
        || name.SequenceEqual("response_schema"u8) || name.SequenceEqual("response_json_schema"u8);

    /// <summary>Whether such a member does: where a kind is named it says <c>json_schema</c>, elsewhere the value is the schema itself.</summary>
    public static RequestFeatures OfFormat(ReadOnlySpan<byte> name, bool isObject, ReadOnlySpan<byte> value) =>
        isObject && (name.SequenceEqual("format"u8) || name.StartsWith("response"u8) && !name.SequenceEqual("response_format"u8) || value.IndexOf("json_schema"u8) >= 0)
            ? RequestFeatures.JsonSchema
            : RequestFeatures.None;

    /// <summary>What a string in the conversation means: the type of a part, or of its media.</summary>
    public static RequestFeatures OfValue(ReadOnlySpan<byte> value) => value switch
    {
        _ when value.SequenceEqual("image_url"u8) || value.SequenceEqual("image"u8) || value.SequenceEqual("input_image"u8) || value.StartsWith("image/"u8) => RequestFeatures.Images,
        _ when value.SequenceEqual("input_audio"u8) || value.StartsWith("audio/"u8) => RequestFeatures.Audio,
        _ when value.SequenceEqual("file"u8) || value.SequenceEqual("document"u8) || value.SequenceEqual("input_file"u8) || value.SequenceEqual("application/pdf"u8) => RequestFeatures.Files,
        _ => RequestFeatures.None,
    };
}
