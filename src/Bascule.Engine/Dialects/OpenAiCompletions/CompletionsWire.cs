namespace Bascule.Engine.Dialects.OpenAiCompletions;

/// <summary>The names of text completions that chat completions do not have.</summary>
internal static class CompletionsWire
{
    public static ReadOnlySpan<byte> Prompt => "prompt"u8;
    public static ReadOnlySpan<byte> Echo => "echo"u8;
    public static ReadOnlySpan<byte> BestOf => "best_of"u8;
    public static ReadOnlySpan<byte> TextCompletion => "text_completion"u8;
}
