namespace Bascule.Engine.Dialects;

/// <summary>The wire formats by name, fixed at start.</summary>
public static class DialectSet
{
    private static readonly IDialect[] Known = [OpenAiChat.OpenAiChatDialect.Instance, Anthropic.AnthropicDialect.Instance];

    public static IReadOnlyList<IDialect> All => Known;

    /// <summary>The dialect of that name, or null.</summary>
    public static IDialect? Find(string name) => Array.Find(Known, dialect => dialect.Name == name);
}
