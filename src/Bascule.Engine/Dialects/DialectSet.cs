namespace Bascule.Engine.Dialects;

/// <summary>The wire formats by name, fixed at start.</summary>
public static class DialectSet
{
    private static readonly IDialect[] All = [OpenAiChat.OpenAiChatDialect.Instance, Anthropic.AnthropicDialect.Instance];

    /// <summary>The dialect of that name, or null.</summary>
    public static IDialect? Find(string name) => Array.Find(All, dialect => dialect.Name == name);
}
