using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Writes answers: whole ones, and the members that the lines of a stream share with them.</summary>
internal sealed class OllamaAnswerWriter(Utf8JsonWriter json, bool generate)
{
    private const long LastSecond = 253_402_300_799;

    public void Write(Answer answer)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new Choice(0, [], default);
        json.WriteStartObject();
        WriteHead(answer.Model, answer.Created);
        WriteMessage(
            string.Concat(choice.Parts.Select(WordsOf)),
            string.Join("\n\n", choice.Parts.OfType<ReasoningPart>().Where(part => part.Text.Length > 0).Select(part => part.Text)),
            [.. choice.Parts.OfType<ToolCallPart>()]);
        WriteLogProbabilities(choice.LogProbabilities);
        WriteEnd(choice.Stop, answer.Usage ?? default, answer.Foreign);
        json.WriteEndObject();
    }

    public void WriteHead(string model, long? created)
    {
        json.WriteString(W.Model, model);
        var at = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(created ?? 0, 0, LastSecond));
        json.WriteString(W.CreatedAt, at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
    }

    /// <param name="calls">Calls with their whole arguments.</param>
    /// <param name="first">The position of the first of them in the answer.</param>
    public void WriteMessage(string words, string thinking, IReadOnlyList<ToolCallPart> calls, int first = 0)
    {
        if (generate)
        {
            json.WriteString(W.Response, words);
            json.OptionalText(W.Thinking, thinking.Length > 0 ? thinking : null);
            return;
        }

        json.WriteStartObject(W.Message);
        json.WriteString(W.Role, "assistant"u8);
        json.WriteString(W.Content, words);
        json.OptionalText(W.Thinking, thinking.Length > 0 ? thinking : null);
        if (calls.Count > 0)
        {
            json.WriteStartArray(W.ToolCalls);
            for (var i = 0; i < calls.Count; i++)
            {
                WriteCall(calls[i], first + i);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public void WriteLogProbabilities(RawJson logProbabilities)
    {
        if (logProbabilities.IsAbsent)
        {
            return;
        }

        using var reading = JsonReading.TryParse(logProbabilities.Utf8, paths: false);
        if (reading is not null && reading.Root[W.Content] is { IsArray: true } tokens)
        {
            json.OptionalRaw(W.Logprobs, JsonWriting.OneLine(tokens.Raw));
        }
    }

    /// <summary>Durations that nobody told are zeros: another vendor's answer has none.</summary>
    public void WriteEnd(Stop stop, Usage usage, IReadOnlyList<ForeignField> foreign)
    {
        json.WriteBoolean(W.Done, true);
        json.WriteString(W.DoneReason, stop.Reason is StopReason.MaxTokens or StopReason.ContextFull ? W.Words.Length : W.Words.StopWord);
        json.OptionalInteger(W.PromptEvalCount, usage.Input);
        json.OptionalInteger(W.EvalCount, usage.Output);
        foreach (var name in W.Durations.Where(name => !foreign.Any(field => field.Dialect == W.Words.Dialect && field.Name == name)))
        {
            json.WriteNumber(name, 0);
        }

        json.Foreign(foreign, W.Words.Dialect);
    }

    private static string? WordsOf(Part part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        AudioPart audio => audio.Transcript,
        _ => null,
    };

    private void WriteCall(ToolCallPart call, int index)
    {
        json.WriteStartObject();
        json.WriteString(W.Id, call.Id);
        json.WriteStartObject(W.Function);
        json.WriteNumber(W.Index, index);
        json.WriteString(W.Name, call.Name);
        json.WritePropertyName(W.Arguments);
        ArgumentsText.WriteObject(json, call, oneLine: true);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
