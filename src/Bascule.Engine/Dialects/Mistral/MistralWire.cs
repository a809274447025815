namespace Bascule.Engine.Dialects.Mistral;

/// <summary>The member names that Mistral has beside OpenAI's.</summary>
internal static class MistralWire
{
    public static ReadOnlySpan<byte> RandomSeed => "random_seed"u8;
    public static ReadOnlySpan<byte> PromptMode => "prompt_mode"u8;
    public static ReadOnlySpan<byte> Prefix => "prefix"u8;
    public static ReadOnlySpan<byte> DocumentUrl => "document_url"u8;
    public static ReadOnlySpan<byte> DocumentName => "document_name"u8;

    /// <summary>Members of a request that OpenAI does not know and that a chat caller may have written for Mistral.</summary>
    public static readonly string[] OwnMembers = ["safe_prompt", "prompt_mode", "prediction", "guardrails", "prompt_cache_key", "random_seed"];

    /// <summary>Content parts, likewise.</summary>
    public static readonly string[] OwnParts = ["document_url", "reference"];

    /// <summary>Tools that Mistral runs itself, likewise.</summary>
    public static readonly string[] OwnTools = ["web_search", "web_search_premium", "code_interpreter", "image_generation", "document_library"];
}
