namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>The names of the Converse API, as their bytes.</summary>
internal static class BedrockWire
{
    public static ReadOnlySpan<byte> Messages => "messages"u8;
    public static ReadOnlySpan<byte> Role => "role"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> System => "system"u8;
    public static ReadOnlySpan<byte> Text => "text"u8;
    public static ReadOnlySpan<byte> Image => "image"u8;
    public static ReadOnlySpan<byte> Document => "document"u8;
    public static ReadOnlySpan<byte> Format => "format"u8;
    public static ReadOnlySpan<byte> Name => "name"u8;
    public static ReadOnlySpan<byte> Source => "source"u8;
    public static ReadOnlySpan<byte> Bytes => "bytes"u8;
    public static ReadOnlySpan<byte> S3Location => "s3Location"u8;
    public static ReadOnlySpan<byte> Uri => "uri"u8;
    public static ReadOnlySpan<byte> Context => "context"u8;
    public static ReadOnlySpan<byte> Citations => "citations"u8;
    public static ReadOnlySpan<byte> Citation => "citation"u8;
    public static ReadOnlySpan<byte> CitationsContent => "citationsContent"u8;
    public static ReadOnlySpan<byte> SourceContent => "sourceContent"u8;
    public static ReadOnlySpan<byte> Location => "location"u8;
    public static ReadOnlySpan<byte> Web => "web"u8;
    public static ReadOnlySpan<byte> Url => "url"u8;
    public static ReadOnlySpan<byte> Title => "title"u8;
    public static ReadOnlySpan<byte> Enabled => "enabled"u8;
    public static ReadOnlySpan<byte> CachePoint => "cachePoint"u8;
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Ttl => "ttl"u8;
    public static ReadOnlySpan<byte> ToolUse => "toolUse"u8;
    public static ReadOnlySpan<byte> ToolUseId => "toolUseId"u8;
    public static ReadOnlySpan<byte> Input => "input"u8;
    public static ReadOnlySpan<byte> ToolResult => "toolResult"u8;
    public static ReadOnlySpan<byte> Status => "status"u8;
    public static ReadOnlySpan<byte> ReasoningContent => "reasoningContent"u8;
    public static ReadOnlySpan<byte> ReasoningText => "reasoningText"u8;
    public static ReadOnlySpan<byte> RedactedContent => "redactedContent"u8;
    public static ReadOnlySpan<byte> Signature => "signature"u8;
    public static ReadOnlySpan<byte> InferenceConfig => "inferenceConfig"u8;
    public static ReadOnlySpan<byte> MaxTokens => "maxTokens"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> TopP => "topP"u8;
    public static ReadOnlySpan<byte> TopK => "topK"u8;
    public static ReadOnlySpan<byte> StopSequences => "stopSequences"u8;
    public static ReadOnlySpan<byte> ToolConfig => "toolConfig"u8;
    public static ReadOnlySpan<byte> Tools => "tools"u8;
    public static ReadOnlySpan<byte> ToolSpec => "toolSpec"u8;
    public static ReadOnlySpan<byte> Description => "description"u8;
    public static ReadOnlySpan<byte> InputSchema => "inputSchema"u8;
    public static ReadOnlySpan<byte> Json => "json"u8;
    public static ReadOnlySpan<byte> Strict => "strict"u8;
    public static ReadOnlySpan<byte> ToolChoice => "toolChoice"u8;
    public static ReadOnlySpan<byte> Auto => "auto"u8;
    public static ReadOnlySpan<byte> Any => "any"u8;
    public static ReadOnlySpan<byte> Tool => "tool"u8;
    public static ReadOnlySpan<byte> AdditionalModelRequestFields => "additionalModelRequestFields"u8;
    public static ReadOnlySpan<byte> OutputConfig => "outputConfig"u8;
    public static ReadOnlySpan<byte> TextFormat => "textFormat"u8;
    public static ReadOnlySpan<byte> Structure => "structure"u8;
    public static ReadOnlySpan<byte> JsonSchema => "jsonSchema"u8;
    public static ReadOnlySpan<byte> Schema => "schema"u8;
    public static ReadOnlySpan<byte> RequestMetadata => "requestMetadata"u8;
    public static ReadOnlySpan<byte> ServiceTier => "serviceTier"u8;
    public static ReadOnlySpan<byte> Output => "output"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> StopReason => "stopReason"u8;
    public static ReadOnlySpan<byte> Usage => "usage"u8;
    public static ReadOnlySpan<byte> InputTokens => "inputTokens"u8;
    public static ReadOnlySpan<byte> OutputTokens => "outputTokens"u8;
    public static ReadOnlySpan<byte> CacheReadInputTokens => "cacheReadInputTokens"u8;
    public static ReadOnlySpan<byte> CacheWriteInputTokens => "cacheWriteInputTokens"u8;
    public static ReadOnlySpan<byte> CacheDetails => "cacheDetails"u8;
    public static ReadOnlySpan<byte> ContentBlockIndex => "contentBlockIndex"u8;
    public static ReadOnlySpan<byte> Start => "start"u8;
    public static ReadOnlySpan<byte> Delta => "delta"u8;
    public static ReadOnlySpan<byte> AdditionalModelResponseFields => "additionalModelResponseFields"u8;
    public static ReadOnlySpan<byte> StopSequence => "stop_sequence"u8;

    /// <summary>Members of a request that a chat caller may have written for Converse.</summary>
    public static readonly string[] OwnMembers = ["guardrailConfig", "performanceConfig"];

    /// <summary>The names of a stream's events.</summary>
    public static class Events
    {
        public static ReadOnlySpan<byte> MessageStart => "messageStart"u8;
        public static ReadOnlySpan<byte> ContentBlockStart => "contentBlockStart"u8;
        public static ReadOnlySpan<byte> ContentBlockDelta => "contentBlockDelta"u8;
        public static ReadOnlySpan<byte> ContentBlockStop => "contentBlockStop"u8;
        public static ReadOnlySpan<byte> MessageStop => "messageStop"u8;
        public static ReadOnlySpan<byte> Metadata => "metadata"u8;
    }
}
