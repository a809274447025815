using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes a whole answer as <c>chat.completion</c>.</summary>
internal static class AnswerWriter
{
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteString(W.Id, answer.Id);
        json.WriteString(W.Object, "chat.completion"u8);
        json.WriteNumber(W.Created, answer.Created ?? 0);
        json.WriteString(W.Model, answer.Model);
        json.WriteStartArray(W.Choices);
        foreach (var choice in answer.Choices)
        {
            WriteChoice(json, choice);
        }

        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            WriteUsage(json, usage);
        }

        json.OptionalText(W.ServiceTier, TierOf(answer.ServiceTier));
        json.Foreign(answer.Foreign, OpenAiChatDialect.DialectName);
        json.WriteEndObject();
    }

    /// <summary>The tier where OpenAI has the word: another vendor's is nothing that its clients know.</summary>
    public static string? TierOf(string? tier) => tier is "auto" or "default" or "flex" or "scale" or "priority" ? tier : null;

    public static void WriteUsage(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject(W.Usage);
        json.WriteNumber(W.PromptTokens, usage.Input ?? 0);
        json.WriteNumber(W.CompletionTokens, usage.Output ?? 0);
        json.WriteNumber(W.TotalTokens, (usage.Input ?? 0) + (usage.Output ?? 0));
        if ((usage.CachedInput ?? usage.CacheWrite ?? usage.AudioInput) is not null)
        {
            json.WriteStartObject(W.PromptTokensDetails);
            json.OptionalInteger(W.CachedTokens, usage.CachedInput);
            json.OptionalInteger(W.CacheWriteTokens, usage.CacheWrite);
            json.OptionalInteger(W.AudioTokens, usage.AudioInput);
            json.WriteEndObject();
        }

        if ((usage.Reasoning ?? usage.AudioOutput) is not null)
        {
            json.WriteStartObject(W.CompletionTokensDetails);
            json.OptionalInteger(W.ReasoningTokens, usage.Reasoning);
            json.OptionalInteger(W.AudioTokens, usage.AudioOutput);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteCitation(Utf8JsonWriter json, Citation citation, int shift)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, W.UrlCitation);
        json.WriteStartObject(W.UrlCitation);
        json.WriteNumber(W.StartIndex, (citation.Start ?? 0) + shift);    // clients demand both
        json.WriteNumber(W.EndIndex, (citation.End ?? citation.Start ?? 0) + shift);
        json.OptionalText(W.Url, citation.Url);
        json.WriteString(W.Title, citation.Title ?? "");
        json.OptionalText(W.Content, citation.Quote);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteImage(Utf8JsonWriter json, ImagePart image)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, W.ImageUrl);
        json.WriteStartObject(W.ImageUrl);
        json.WriteString(W.Url, image.Source.Base64 is { } data ? $"data:{image.Source.MediaType};base64,{data}" : image.Source.Url ?? "");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteAudio(Utf8JsonWriter json, AudioPart audio)
    {
        json.WriteStartObject(W.Audio);
        json.OptionalText(W.Id, audio.Id);
        json.OptionalText(W.Data, audio.Source.Base64);
        json.OptionalText(W.Transcript, audio.Transcript);
        json.WriteEndObject();
    }

    /// <summary>Whether a client must give this reasoning back: then it needs more than readable text.</summary>
    public static bool IsOpaque(ReasoningPart part) => (part.Signature ?? part.Redacted) is not null;

    private static void WriteChoice(Utf8JsonWriter json, Choice choice)
    {
        var refused = choice.Parts.Any(part => part is RefusalPart);
        json.WriteStartObject();
        json.WriteNumber(W.Index, choice.Index);
        WriteMessage(json, choice.Parts);
        if (choice.LogProbabilities.IsAbsent)
        {
            json.WriteNull(W.Logprobs);
        }
        else
        {
            json.OptionalRaw(W.Logprobs, choice.LogProbabilities);
        }

        json.WriteString(W.FinishReason, StopWords.Write(choice.Stop.Reason, refused));
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, IReadOnlyList<Part> parts)
    {
        var texts = parts.OfType<TextPart>().ToArray();
        var calls = parts.OfType<ToolCallPart>().ToArray();
        var refusal = parts.OfType<RefusalPart>().FirstOrDefault();
        json.WriteStartObject(W.Message);
        json.WriteString(W.Role, "assistant"u8);
        json.WriteString(W.Content, texts.Length switch
        {
            0 => calls.Length > 0 || refusal is not null ? null : "",
            1 => texts[0].Text,
            _ => string.Concat(texts.Select(text => text.Text)),
        });
        json.WriteString(W.Refusal, refusal?.Text);
        WriteReasoning(json, [.. parts.OfType<ReasoningPart>(), .. parts.Select(GoogleSignatures.Of).OfType<ReasoningPart>()]);
        WriteCitations(json, texts);
        WriteImages(json, parts.OfType<ImagePart>().ToArray());
        if (parts.OfType<AudioPart>().FirstOrDefault() is { } audio)
        {
            WriteAudio(json, audio);
        }

        ToolCallWriter.Write(json, calls);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningPart[] reasoning)
    {
        var text = string.Join("\n\n", reasoning.Where(part => part.Text.Length > 0).Select(part => part.Text));
        if (text.Length > 0)
        {
            json.WriteString(W.ReasoningContent, text);
        }

        if (Array.Exists(reasoning, IsOpaque))
        {
            ReasoningWriter.WriteDetails(json, reasoning);
        }
    }

    private static void WriteCitations(Utf8JsonWriter json, TextPart[] texts)
    {
        if (!Array.Exists(texts, text => text.Citations.Any(citation => citation.Url is not null)))
        {
            return;
        }

        var shift = 0;
        json.WriteStartArray(W.Annotations);
        foreach (var text in texts)
        {
            foreach (var citation in text.Citations.Where(citation => citation.Url is not null))
            {
                WriteCitation(json, citation, shift);
            }

            shift += text.Text.Length;
        }

        json.WriteEndArray();
    }

    private static void WriteImages(Utf8JsonWriter json, ImagePart[] images)
    {
        if (images.Length == 0)
        {
            return;
        }

        json.WriteStartArray(W.Images);
        foreach (var image in images)
        {
            WriteImage(json, image);
        }

        json.WriteEndArray();
    }
}
