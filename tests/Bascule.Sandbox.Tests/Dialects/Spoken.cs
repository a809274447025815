namespace Bascule.Sandbox.Tests.Dialects;

/// <summary>How to ask each dialect the same, and the words it has for the same troubles.</summary>
internal sealed record Spoken(string WholePath, string StreamPath, string Body)
{
    private const string Prompt = "write 30 words";

    private static readonly string Messages = $$"""[{"role":"user","content":"{{Prompt}}"}]""";

    public required string Overloaded { get; init; }

    public required string Limited { get; init; }

    public required string Context { get; init; }

    public required string Filter { get; init; }

    public required string Broken { get; init; }

    public string Path(string suffix, bool stream) => (stream ? StreamPath : WholePath).Replace("MODEL", $"sandbox-open{suffix}", StringComparison.Ordinal);

    public string Asking(string suffix, bool stream) => Body.Replace("MODEL", $"sandbox-open{suffix}", StringComparison.Ordinal).Replace("STREAM", stream ? "true" : "false", StringComparison.Ordinal);

    public static IReadOnlyDictionary<string, Spoken> All { get; } = new Dictionary<string, Spoken>
    {
        ["responses"] = new("/v1/responses", "/v1/responses", $$"""{"model":"MODEL","stream":STREAM,"input":"{{Prompt}}"}""")
        {
            Overloaded = "service_unavailable_error", Limited = "rate_limit_exceeded", Context = "context_length_exceeded", Filter = "content_filter", Broken = "response.failed",
        },
        ["gemini"] = new("/v1beta/models/MODEL:generateContent", "/v1beta/models/MODEL:streamGenerateContent?alt=sse", $$$"""{"contents":[{"role":"user","parts":[{"text":"{{{Prompt}}}"}]}]}""")
        {
            Overloaded = "UNAVAILABLE", Limited = "RESOURCE_EXHAUSTED", Context = "exceeds the maximum number of tokens", Filter = "SAFETY", Broken = "INTERNAL",
        },
        ["gemini-array"] = new("/v1beta/models/MODEL:generateContent", "/v1beta/models/MODEL:streamGenerateContent", $$$"""{"contents":[{"role":"user","parts":[{"text":"{{{Prompt}}}"}]}]}""")
        {
            Overloaded = "UNAVAILABLE", Limited = "RESOURCE_EXHAUSTED", Context = "exceeds the maximum number of tokens", Filter = "SAFETY", Broken = "INTERNAL",
        },
        ["mistral"] = new("/mistral/v1/chat/completions", "/mistral/v1/chat/completions", $$"""{"model":"MODEL","stream":STREAM,"messages":{{Messages}}}""")
        {
            Overloaded = "service_unavailable", Limited = "rate_limited", Context = "too large for model with", Filter = "\"finish_reason\":\"error\"", Broken = "internal_server_error",
        },
        ["ollama"] = new("/api/chat", "/api/chat", $$"""{"model":"MODEL","stream":STREAM,"messages":{{Messages}}}""")
        {
            Overloaded = "server busy", Limited = "too many requests", Context = "exceeds the context length", Filter = "answer was", Broken = "{\"error\":\"llama runner",
        },
        ["bedrock"] = new("/model/MODEL/converse", "/model/MODEL/converse-stream", $$$"""{"messages":[{"role":"user","content":[{"text":"{{{Prompt}}}"}]}]}""")
        {
            Overloaded = "unable to process", Limited = "Too many requests", Context = "Input Tokens Exceeded", Filter = "content_filtered", Broken = "internalServerException",
        },
        ["cohere"] = new("/v2/chat", "/v2/chat", $$"""{"model":"MODEL","stream":STREAM,"messages":{{Messages}}}""")
        {
            Overloaded = "service unavailable", Limited = "rate limit exceeded", Context = "too many tokens", Filter = "\"finish_reason\":\"ERROR\"", Broken = "internal server error",
        },
        ["tgi"] = new("/models/MODEL", "/models/MODEL", $$$"""{"stream":STREAM,"inputs":"{{{Prompt}}}","parameters":{"max_new_tokens":300}}""")
        {
            Overloaded = "overloaded", Limited = "overloaded", Context = "must be <=", Filter = "answer was", Broken = "Incomplete generation",
        },
        ["azure"] = new("/openai/deployments/MODEL/chat/completions?api-version=2024-10-21", "/openai/deployments/MODEL/chat/completions?api-version=2024-10-21", $$"""{"stream":STREAM,"messages":{{Messages}}}""")
        {
            Overloaded = "overloaded", Limited = "call rate limit", Context = "context_length_exceeded", Filter = "\"finish_reason\":\"content_filter\"", Broken = "server_error",
        },
        ["completions"] = new("/v1/completions", "/v1/completions", $$"""{"model":"MODEL","stream":STREAM,"max_tokens":300,"prompt":"{{Prompt}}"}""")
        {
            Overloaded = "service_unavailable_error", Limited = "rate_limit_exceeded", Context = "context_length_exceeded", Filter = "\"finish_reason\":\"content_filter\"", Broken = "server_error",
        },
    };
}
