using System.Text.RegularExpressions;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>What the name of a model tells of what it takes beside Converse's common members. An ARN names nothing: only the common members go there.</summary>
internal sealed partial record BedrockModel(string Name)
{
    public bool IsClaude { get; } = Name.Contains("anthropic.", StringComparison.Ordinal) || Name.Contains("claude", StringComparison.Ordinal);

    public bool IsNova { get; } = Name.Contains("amazon.nova", StringComparison.Ordinal);

    /// <summary>Models of the second Nova generation think, by effort.</summary>
    public bool IsThinkingNova { get; } = Name.Contains("amazon.nova-2", StringComparison.Ordinal);

    public bool IsQwen { get; } = Name.Contains("qwen.", StringComparison.Ordinal);

    public bool IsGptOss { get; } = Name.Contains("openai.gpt-oss", StringComparison.Ordinal);

    /// <summary>Cache points and the status of a tool's result are known to these two families only.</summary>
    public bool TakesCachePoints => IsClaude || IsNova;

    public bool TakesResultStatus => IsClaude || IsNova;

    /// <summary>Schemas that are held strictly, of answers and of tools (docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html).</summary>
    public bool TakesSchemas => IsClaude
        ? ClaudeVersion().Match(Name) is { Success: true } version && IsAtLeast45(version)
        : IsQwen || IsGptOss || NewerFamilies().IsMatch(Name);

    private static bool IsAtLeast45(Match version)
    {
        var major = int.Parse(version.Groups[1].ValueSpan);
        return major > 4 || (major == 4 && version.Groups[2].Success && int.Parse(version.Groups[2].ValueSpan) >= 5);
    }

    [GeneratedRegex(@"claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex ClaudeVersion();

    [GeneratedRegex(@"(^|\.)(google\.gemma|minimax\.|moonshot|nvidia\.|mistral\.(ministral|mistral-large-3|magistral|voxtral)|deepseek\.v3)", RegexOptions.CultureInvariant)]
    private static partial Regex NewerFamilies();
}
