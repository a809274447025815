using System.Text.Json;
using Bascule.Engine.Conversation;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Failures of this wire: what counts as no answer, and the one form an error has, whole and as a line.</summary>
internal static class OllamaErrors
{
    public static Failure NoAnswer { get; } = new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's answer is not one of Ollama's.");

    public static Failure Unreadable { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream sent a line that cannot be read.");

    /// <summary>The error is a string here; its words are classified like anybody's.</summary>
    /// <param name="status">The HTTP status, or null for an error inside a 200.</param>
    /// <param name="body">What came with it.</param>
    public static Failure Read(int? status, ReadOnlySpan<byte> body) => OpenAiChat.ErrorReader.Read(status, body);

    public static void Write(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject();
        json.WriteString(W.Error, failure.Mend is { Length: > 0 } mend ? $"{failure.Message} {mend}" : failure.Message);
        json.WriteEndObject();
    }
}
