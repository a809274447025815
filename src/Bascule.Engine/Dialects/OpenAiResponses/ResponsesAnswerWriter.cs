using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes a whole answer as a response. Only the first choice has a place here.</summary>
internal static class ResponsesAnswerWriter
{
    public static void Write(Utf8JsonWriter json, Answer answer, ChatRequest asked)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new Choice(0, [], default);
        var head = new ResponseHead(answer.Id, answer.Model, answer.Created ?? 0, answer.ServiceTier);
        head.Write(json, asked, choice.Stop, choice.Parts.Any(part => part is RefusalPart), answer.Usage, () => WriteOutput(json, choice, answer.Id));
    }

    /// <summary>What was thought: a summary, or the thinking itself.</summary>
    public static void WriteThoughts(Utf8JsonWriter json, ReasoningPart part)
    {
        json.WriteStartArray(W.Summary);
        if (part.Summary && part.Text.Length > 0)
        {
            WriteThought(json, W.Parts.SummaryText, part.Text);
        }

        json.WriteEndArray();
        if (!part.Summary && part.Text.Length > 0)
        {
            json.WriteStartArray(W.Content);
            WriteThought(json, W.Parts.ReasoningText, part.Text);
            json.WriteEndArray();
        }
    }

    public static void WriteThought(Utf8JsonWriter json, string type, string text)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, type);
        json.WriteString(W.Text, text);
        json.WriteEndObject();
    }

    /// <summary>One part of an assistant's message.</summary>
    /// <param name="logprobs">In the form of chat completions; absent: none.</param>
    public static void WriteWords(Utf8JsonWriter json, Part part, RawJson logprobs)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString(W.Type, W.Parts.Refusal);
            json.WriteString(W.Refusal, refusal.Text);
        }
        else
        {
            var text = (TextPart)part;
            json.WriteString(W.Type, W.Parts.OutputText);
            json.WriteString(W.Text, text.Text);
            json.WriteStartArray(W.Annotations);
            foreach (var citation in text.Citations.Where(HasPlace))
            {
                WriteCitation(json, citation, text.Text.Length);
            }

            json.WriteEndArray();
            WriteLogprobs(json, logprobs);
        }

        json.WriteEndObject();
    }

    public static void WriteLogprobs(Utf8JsonWriter json, RawJson told)
    {
        using var reading = told.IsAbsent ? null : JsonReading.TryParse(told.Utf8, paths: false);
        json.WritePropertyName(W.Logprobs);
        if (reading?.Root[W.Content] is { IsArray: true } content)
        {
            json.Raw(JsonWriting.OneLine(content.Raw));
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
    }

    public static bool HasPlace(Citation citation) => citation.Url is not null || citation.Raw?.Dialect == OpenAiResponsesDialect.DialectName;

    /// <summary>A place in the text is demanded here: where none is known, the whole text is cited.</summary>
    public static void WriteCitation(Utf8JsonWriter json, Citation citation, int length)
    {
        if (citation.Raw is { Dialect: OpenAiResponsesDialect.DialectName } raw)
        {
            json.Raw(JsonWriting.OneLine(raw.Value));
            return;
        }

        json.WriteStartObject();
        json.WriteString(W.Type, W.Parts.UrlCitation);
        json.WriteString(W.Url, citation.Url);
        json.WriteString(W.Title, citation.Title ?? "");
        json.WriteNumber(W.StartIndex, citation.Start ?? 0);
        json.WriteNumber(W.EndIndex, citation.End ?? length);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, Choice choice, string answer)
    {
        var words = new List<Part>();
        var place = 0;
        foreach (var part in choice.Parts.Select(Carry).OfType<Part>())
        {
            if (part is TextPart or RefusalPart)
            {
                words.Add(part);
                continue;
            }

            WriteMessage(json, words, choice, answer, ref place, last: false);
            ResponsesItemWriter.Write(json, part, ResponsesItemWriter.IdOf(part, answer, place++), W.Statuses.Completed);
        }

        WriteMessage(json, words, choice, answer, ref place, last: true);
    }

    private static void WriteMessage(Utf8JsonWriter json, List<Part> words, Choice choice, string answer, ref int place, bool last)
    {
        if (words.Count == 0)
        {
            return;
        }

        var cut = last && ResponseHead.StatusOf(choice.Stop, choice.Parts.Any(part => part is RefusalPart)) == W.Statuses.Incomplete;
        ResponsesItemWriter.BeginMessage(json, ResponsesIds.Item("msg", answer, place++), cut ? W.Statuses.Incomplete : W.Statuses.Completed);
        var logprobs = choice.LogProbabilities;
        foreach (var part in words)
        {
            WriteWords(json, part, logprobs);
            logprobs = default;
        }

        json.WriteEndArray();
        json.WriteEndObject();
        words.Clear();
    }

    /// <summary>The part in a form that this wire has, or null. Opaque proofs of other vendors go out marked, since only they can be told apart on their way back.</summary>
    public static Part? Carry(Part part) => part switch
    {
        TextPart or RefusalPart or ToolCallPart or ForeignPart { Dialect: OpenAiResponsesDialect.DialectName } or ImagePart { Source.Base64: not null } => part,
        AudioPart { Transcript: { Length: > 0 } said } => new TextPart(said),
        ReasoningPart reasoning when reasoning.Text.Length > 0 || (reasoning.Signature ?? reasoning.Redacted) is not null => part,
        _ => null,
    };
}
