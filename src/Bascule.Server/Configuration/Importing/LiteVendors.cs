namespace Bascule.Server.Configuration.Importing;

/// <summary>What a prefix of LiteLLM's model names stands for.</summary>
/// <param name="Name">The provider's name here.</param>
/// <param name="Dialect">Its wire.</param>
/// <param name="Variable">The variable that LiteLLM reads its key from; null: none.</param>
internal sealed record LiteVendor(string Name, string Dialect, string? Variable)
{
    /// <summary>The engine it is.</summary>
    public string? Engine { get; init; }

    /// <summary>Where LiteLLM looks for it when no address is given: a variable, or the address itself.</summary>
    public string? Address { get; init; }

    /// <summary>Whether each customer has his own address.</summary>
    public bool NeedsAddress { get; init; }
}

/// <summary>LiteLLM's prefixes. From its page of providers and litellm/litellm_core_utils/get_llm_provider_logic.py.</summary>
internal static class LiteVendors
{
    private static readonly Dictionary<string, LiteVendor> ByPrefix = new(StringComparer.Ordinal)
    {
        ["openai"] = new("openai", "openai-chat", "OPENAI_API_KEY"),
        ["text-completion-openai"] = new("openai", "openai-chat", "OPENAI_API_KEY"),
        ["azure"] = new("azure", "azure-openai", "AZURE_API_KEY") { NeedsAddress = true, Address = "os.environ/AZURE_API_BASE" },
        ["azure_text"] = new("azure", "azure-openai", "AZURE_API_KEY") { NeedsAddress = true, Address = "os.environ/AZURE_API_BASE" },
        ["azure_ai"] = new("azure-ai", "openai-chat", "AZURE_AI_API_KEY") { NeedsAddress = true, Address = "os.environ/AZURE_AI_API_BASE" },
        ["anthropic"] = new("anthropic", "anthropic", "ANTHROPIC_API_KEY"),
        ["bedrock"] = new("bedrock", "bedrock", null),
        ["bedrock_converse"] = new("bedrock", "bedrock", null),
        ["vertex_ai"] = new("vertex", "vertex", null),
        ["vertex_ai_beta"] = new("vertex", "vertex", null),
        ["gemini"] = new("gemini", "gemini", "GEMINI_API_KEY"),
        ["mistral"] = new("mistral", "mistral", "MISTRAL_API_KEY"),
        ["groq"] = new("groq", "openai-chat", "GROQ_API_KEY"),
        ["cohere"] = new("cohere", "cohere", "COHERE_API_KEY"),
        ["cohere_chat"] = new("cohere", "cohere", "COHERE_API_KEY"),
        ["deepseek"] = new("deepseek", "openai-chat", "DEEPSEEK_API_KEY"),
        ["xai"] = new("xai", "openai-chat", "XAI_API_KEY"),
        ["openrouter"] = new("openrouter", "openai-chat", "OPENROUTER_API_KEY"),
        ["perplexity"] = new("perplexity", "openai-chat", "PERPLEXITYAI_API_KEY"),
        ["together_ai"] = new("together", "openai-chat", "TOGETHERAI_API_KEY"),
        ["fireworks_ai"] = new("fireworks", "openai-chat", "FIREWORKS_AI_API_KEY"),
        ["cerebras"] = new("cerebras", "openai-chat", "CEREBRAS_API_KEY"),
        ["moonshot"] = new("moonshot", "openai-chat", "MOONSHOT_API_KEY"),
        ["zai"] = new("zai", "openai-chat", "ZAI_API_KEY"),
        ["nvidia_nim"] = new("nvidia", "openai-chat", "NVIDIA_NIM_API_KEY"),
        ["huggingface"] = new("huggingface", "openai-chat", "HUGGINGFACE_API_KEY"),
        ["sambanova"] = new("sambanova", "openai-chat", "SAMBANOVA_API_KEY"),
        ["dashscope"] = new("alibaba", "openai-chat", "DASHSCOPE_API_KEY"),
        ["github"] = new("github", "openai-chat", "GITHUB_API_KEY"),
        ["databricks"] = new("databricks", "openai-chat", "DATABRICKS_API_KEY") { NeedsAddress = true, Address = "os.environ/DATABRICKS_API_BASE" },
        ["ollama"] = new("ollama", "openai-chat", null) { Engine = "ollama", Address = "http://localhost:11434" },
        ["ollama_chat"] = new("ollama", "openai-chat", null) { Engine = "ollama", Address = "http://localhost:11434" },
        ["hosted_vllm"] = new("vllm", "openai-chat", null) { Engine = "vllm", NeedsAddress = true, Address = "os.environ/HOSTED_VLLM_API_BASE" },
        ["vllm"] = new("vllm", "openai-chat", null) { Engine = "vllm", NeedsAddress = true },
        ["lm_studio"] = new("lmstudio", "openai-chat", null) { Engine = "lmstudio", NeedsAddress = true, Address = "os.environ/LM_STUDIO_API_BASE" },
    };

    // What LiteLLM takes a name without a prefix for.
    private static readonly (string Beginning, string Prefix)[] Bare =
    [
        ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("text-embedding-", "openai"), ("dall-e", "openai"), ("whisper", "openai"),
        ("tts-", "openai"), ("davinci", "openai"), ("babbage", "openai"), ("ft:", "openai"), ("omni-moderation", "openai"), ("text-moderation", "openai"),
        ("claude-", "anthropic"), ("gemini-", "vertex_ai"), ("command-", "cohere"), ("embed-", "cohere"), ("rerank-", "cohere"), ("mistral-", "mistral"), ("deepseek-", "deepseek"), ("grok-", "xai"),
    ];

    /// <summary>Who it is, and the model's name there; null: nobody known.</summary>
    public static (LiteVendor Vendor, string Upstream)? Find(string model, string? named, bool hasAddress, ConfigSurroundings surroundings)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var (prefix, rest) = slash > 0 ? (model[..slash], model[(slash + 1)..]) : ("", model);
        if (named is not null)
        {
            (prefix, rest) = (named, prefix == named ? rest : model);
        }
        else if (slash <= 0 || (Of(prefix, surroundings) is null && !hasAddress))
        {
            prefix = Bare.FirstOrDefault(known => model.StartsWith(known.Beginning, StringComparison.Ordinal)).Prefix ?? "";
            rest = model;
        }

        if (Of(prefix, surroundings) is { } vendor)
        {
            return vendor is { Name: "openai" } && hasAddress ? (Compatible, Upstream(vendor, rest)) : (vendor, Upstream(vendor, rest));
        }

        return hasAddress ? (Compatible, rest) : null;
    }

    private static LiteVendor Compatible { get; } = new("openai-compatible", "openai-chat", null) { NeedsAddress = true };

    private static LiteVendor? Of(string prefix, ConfigSurroundings surroundings) =>
        ByPrefix.GetValueOrDefault(prefix)
        ?? (surroundings.Vendor(prefix) is { BaseUrl: not null } known && known.Id != "sandbox" ? new LiteVendor(known.Id, known.Dialect, known.KeyVariables is [var usual, ..] ? usual : null) : null);

    /// <summary>LiteLLM puts hints about the call before some names.</summary>
    private static string Upstream(LiteVendor vendor, string name)
    {
        string[] hints = vendor.Name switch
        {
            "bedrock" => ["converse/", "invoke/", "converse_like/"],
            "azure" => ["o_series/", "gpt5_series/", "responses/"],
            "openai" => ["responses/", "chat/completions/"],
            _ => [],
        };
        return hints.FirstOrDefault(hint => name.StartsWith(hint, StringComparison.Ordinal)) is { } found ? name[found.Length..] : name;
    }
}
