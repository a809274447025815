namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Every name of the wire format: members in both spellings, the words that stand in values nested like their spec.</summary>
internal static class GeminiWire
{
    public const string Dialect = "gemini";

    /// <summary>Whose reasoning signatures they are.</summary>
    public const string Vendor = "google";

    public static readonly GeminiName Contents = new("contents");
    public static readonly GeminiName Role = new("role");
    public static readonly GeminiName Parts = new("parts");
    public static readonly GeminiName SystemInstruction = new("systemInstruction");
    public static readonly GeminiName Tools = new("tools");
    public static readonly GeminiName ToolConfig = new("toolConfig");
    public static readonly GeminiName GenerationConfig = new("generationConfig");
    public static readonly GeminiName ServiceTier = new("serviceTier");
    public static readonly GeminiName Model = new("model");

    public static readonly GeminiName Text = new("text");
    public static readonly GeminiName Thought = new("thought");
    public static readonly GeminiName ThoughtSignature = new("thoughtSignature");
    public static readonly GeminiName InlineData = new("inlineData");
    public static readonly GeminiName FileData = new("fileData");
    public static readonly GeminiName MimeType = new("mimeType");
    public static readonly GeminiName Data = new("data");
    public static readonly GeminiName FileUri = new("fileUri");
    public static readonly GeminiName DisplayName = new("displayName");
    public static readonly GeminiName FunctionCall = new("functionCall");
    public static readonly GeminiName FunctionResponse = new("functionResponse");
    public static readonly GeminiName Id = new("id");
    public static readonly GeminiName Name = new("name");
    public static readonly GeminiName Args = new("args");
    public static readonly GeminiName Response = new("response");
    public static readonly GeminiName Output = new("output");
    public static readonly GeminiName Error = new("error");
    public static readonly GeminiName PartialArgs = new("partialArgs");
    public static readonly GeminiName WillContinue = new("willContinue");
    public static readonly GeminiName JsonPath = new("jsonPath");
    public static readonly GeminiName StringValue = new("stringValue");
    public static readonly GeminiName NumberValue = new("numberValue");
    public static readonly GeminiName BoolValue = new("boolValue");

    public static readonly GeminiName FunctionDeclarations = new("functionDeclarations");
    public static readonly GeminiName Description = new("description");
    public static readonly GeminiName Parameters = new("parameters");
    public static readonly GeminiName ParametersJsonSchema = new("parametersJsonSchema");
    public static readonly GeminiName FunctionCallingConfig = new("functionCallingConfig");
    public static readonly GeminiName Mode = new("mode");
    public static readonly GeminiName AllowedFunctionNames = new("allowedFunctionNames");

    public static readonly GeminiName Temperature = new("temperature");
    public static readonly GeminiName TopP = new("topP");
    public static readonly GeminiName TopK = new("topK");
    public static readonly GeminiName MaxOutputTokens = new("maxOutputTokens");
    public static readonly GeminiName StopSequences = new("stopSequences");
    public static readonly GeminiName CandidateCount = new("candidateCount");
    public static readonly GeminiName Seed = new("seed");
    public static readonly GeminiName PresencePenalty = new("presencePenalty");
    public static readonly GeminiName FrequencyPenalty = new("frequencyPenalty");
    public static readonly GeminiName ResponseMimeType = new("responseMimeType");
    public static readonly GeminiName ResponseSchema = new("responseSchema");
    public static readonly GeminiName ResponseJsonSchema = new("responseJsonSchema");
    public static readonly GeminiName ResponseLogprobs = new("responseLogprobs");
    public static readonly GeminiName Logprobs = new("logprobs");
    public static readonly GeminiName ResponseModalities = new("responseModalities");
    public static readonly GeminiName ThinkingConfig = new("thinkingConfig");
    public static readonly GeminiName ThinkingBudget = new("thinkingBudget");
    public static readonly GeminiName ThinkingLevel = new("thinkingLevel");
    public static readonly GeminiName IncludeThoughts = new("includeThoughts");

    public static ReadOnlySpan<byte> Candidates => "candidates"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> Index => "index"u8;
    public static ReadOnlySpan<byte> FinishReason => "finishReason"u8;
    public static ReadOnlySpan<byte> ModelVersion => "modelVersion"u8;
    public static ReadOnlySpan<byte> ResponseId => "responseId"u8;
    public static ReadOnlySpan<byte> CreateTime => "createTime"u8;
    public static ReadOnlySpan<byte> PromptFeedback => "promptFeedback"u8;
    public static ReadOnlySpan<byte> BlockReason => "blockReason"u8;
    public static ReadOnlySpan<byte> UsageMetadata => "usageMetadata"u8;
    public static ReadOnlySpan<byte> PromptTokenCount => "promptTokenCount"u8;
    public static ReadOnlySpan<byte> CandidatesTokenCount => "candidatesTokenCount"u8;
    public static ReadOnlySpan<byte> ThoughtsTokenCount => "thoughtsTokenCount"u8;
    public static ReadOnlySpan<byte> ToolUsePromptTokenCount => "toolUsePromptTokenCount"u8;
    public static ReadOnlySpan<byte> CachedContentTokenCount => "cachedContentTokenCount"u8;
    public static ReadOnlySpan<byte> TotalTokenCount => "totalTokenCount"u8;
    public static ReadOnlySpan<byte> GroundingMetadata => "groundingMetadata"u8;
    public static ReadOnlySpan<byte> GroundingChunks => "groundingChunks"u8;
    public static ReadOnlySpan<byte> GroundingSupports => "groundingSupports"u8;
    public static ReadOnlySpan<byte> GroundingChunkIndices => "groundingChunkIndices"u8;
    public static ReadOnlySpan<byte> Web => "web"u8;
    public static ReadOnlySpan<byte> RetrievedContext => "retrievedContext"u8;
    public static ReadOnlySpan<byte> Uri => "uri"u8;
    public static ReadOnlySpan<byte> Title => "title"u8;
    public static ReadOnlySpan<byte> Segment => "segment"u8;
    public static ReadOnlySpan<byte> StartIndex => "startIndex"u8;
    public static ReadOnlySpan<byte> EndIndex => "endIndex"u8;
    public static ReadOnlySpan<byte> Code => "code"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> Status => "status"u8;
    public static ReadOnlySpan<byte> Details => "details"u8;
    public static ReadOnlySpan<byte> AtType => "@type"u8;
    public static ReadOnlySpan<byte> Reason => "reason"u8;
    public static ReadOnlySpan<byte> Domain => "domain"u8;
    public static ReadOnlySpan<byte> Metadata => "metadata"u8;
    public static ReadOnlySpan<byte> RequestId => "request_id"u8;
    public static ReadOnlySpan<byte> RetryDelay => "retryDelay"u8;

    /// <summary><c>contents[].role</c>.</summary>
    public static class Roles
    {
        public const string User = "user";
        public const string Model = "model";

        /// <summary>What older clients call the turn with results.</summary>
        public const string Function = "function";
    }

    /// <summary><c>functionCallingConfig.mode</c>.</summary>
    public static class Modes
    {
        public const string Auto = "AUTO";
        public const string Any = "ANY";
        public const string None = "NONE";
    }

    /// <summary><c>responseMimeType</c>.</summary>
    public static class Types
    {
        public const string Json = "application/json";
        public const string Plain = "text/plain";
    }

    /// <summary><c>finishReason</c>.</summary>
    public static class Finishes
    {
        public const string Stop = "STOP";
        public const string MaxTokens = "MAX_TOKENS";
        public const string Safety = "SAFETY";
    }

    /// <summary><c>error.status</c>.</summary>
    public static class Statuses
    {
        public const string InvalidArgument = "INVALID_ARGUMENT";
        public const string FailedPrecondition = "FAILED_PRECONDITION";
        public const string Unauthenticated = "UNAUTHENTICATED";
        public const string PermissionDenied = "PERMISSION_DENIED";
        public const string NotFound = "NOT_FOUND";
        public const string ResourceExhausted = "RESOURCE_EXHAUSTED";
        public const string Cancelled = "CANCELLED";
        public const string Internal = "INTERNAL";
        public const string Unavailable = "UNAVAILABLE";
        public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
        public const string Unimplemented = "UNIMPLEMENTED";
    }

    /// <summary>Where members stand that only this wire knows: the path before their name.</summary>
    public static class Paths
    {
        public const string GenerationConfig = "generationConfig.";
        public const string ThinkingConfig = "generationConfig.thinkingConfig.";
        public const string ToolConfig = "toolConfig.";
    }
}
