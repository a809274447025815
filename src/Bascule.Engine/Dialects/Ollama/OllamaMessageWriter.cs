using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Writes instructions and turns as messages: a string and a list of pictures each.</summary>
internal sealed class OllamaMessageWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>Every call of the conversation in order, by its id: results name the tool, and stand in the order of the calls.</summary>
    private readonly Dictionary<string, (string Name, int Order)> _calls = [];

    private bool Own => how.From is W.Words.Dialect or W.Words.GenerateDialect;

    public void Write()
    {
        json.WriteStartArray(W.Messages);
        foreach (var part in Own ? request.Instructions.Select(part => new[] { part }) : request.Instructions.Count > 0 ? [[.. request.Instructions]] : [])
        {
            WriteMessage("system"u8, part);
        }

        foreach (var turn in request.Turns)
        {
            WriteTurn(turn);
        }

        json.WriteEndArray();
    }

    private void WriteTurn(Turn turn)
    {
        switch (turn.Role)
        {
            case Role.System:
                WriteMessage("system"u8, turn.Parts);
                break;
            case Role.Assistant:
                WriteAssistant(turn.Parts);
                break;
            default:
                foreach (var result in turn.Parts.OfType<ToolResultPart>().OrderBy(OrderOf))
                {
                    WriteResult(result);
                }

                Part[] rest = [.. turn.Parts.Where(part => part is not ToolResultPart)];
                if (rest.Length > 0 || (turn.Role == Role.User && turn.Parts.Count == 0))
                {
                    WriteMessage("user"u8, rest);
                }

                break;
        }
    }

    private int OrderOf(ToolResultPart result) => _calls.TryGetValue(result.CallId, out var call) ? call.Order : int.MaxValue;

    private void WriteAssistant(IReadOnlyList<Part> parts)
    {
        ToolCallPart[] calls = [.. parts.OfType<ToolCallPart>()];
        json.WriteStartObject();
        json.WriteString(W.Role, "assistant"u8);
        WriteContent([.. parts.Where(part => part is not (ToolCallPart or ReasoningPart))]);
        WriteThinking(parts.OfType<ReasoningPart>());
        if (calls.Length > 0)
        {
            json.WriteStartArray(W.ToolCalls);
            foreach (var call in calls)
            {
                _calls[call.Id] = (call.Name, _calls.Count);
                json.WriteStartObject();
                json.WriteString(W.Id, call.Id);
                json.WriteString(W.Type, W.Words.FunctionType);
                json.WriteStartObject(W.Function);
                json.WriteString(W.Name, call.Name);
                json.WritePropertyName(W.Arguments);
                ArgumentsText.WriteObject(json, call);
                json.WriteEndObject();
                json.WriteEndObject();
                DropCache(call);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Readable thinking is part of the history here; what a vendor signed or withheld is shown to that vendor alone.</summary>
    private void WriteThinking(IEnumerable<ReasoningPart> reasoning)
    {
        ReasoningPart[] plain = [.. reasoning.Where(part => (part.Signature ?? part.Redacted) is null && part.Text.Length > 0)];
        if (plain.Length > 0)
        {
            json.WriteString(W.Thinking, string.Join("\n\n", plain.Select(part => part.Text)));
        }

        if (reasoning.Any(part => (part.Signature ?? part.Redacted) is not null))
        {
            how.Drop(how.Words.Thoughts);
        }
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString(W.Role, "tool"u8);
        WriteContent(result.Content);
        json.OptionalText(W.ToolName, result.Name ?? (_calls.TryGetValue(result.CallId, out var call) && !Own ? call.Name : null));
        json.WriteString(W.ToolCallId, result.CallId);
        json.WriteEndObject();
        DropCache(result);
        if (result.IsError is true)
        {
            how.Drop("is_error");
        }
    }

    private void WriteMessage(ReadOnlySpan<byte> role, IReadOnlyList<Part> parts)
    {
        json.WriteStartObject();
        json.WriteString(W.Role, role);
        WriteContent(parts);
        json.WriteEndObject();
    }

    private void WriteContent(IReadOnlyList<Part> parts)
    {
        json.WriteString(W.Content, string.Join("\n\n", parts.Select(WordsOf).OfType<string>()));
        ImagePart[] images = [.. parts.OfType<ImagePart>().Where(image => image.Source.Base64 is not null)];
        if (images.Length > 0)
        {
            json.WriteStartArray(W.Images);
            foreach (var image in images)
            {
                json.WriteStringValue(image.Source.Base64);
            }

            json.WriteEndArray();
        }

        foreach (var part in parts)
        {
            DropCache(part);
            if (NameOfUnplaced(part) is { } name)
            {
                how.Drop(name);
            }
        }
    }

    private static string? WordsOf(Part part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        AudioPart { Transcript: { Length: > 0 } said } => said,
        FilePart { Source.Text: { } words } file => file.Name is null ? words : $"{file.Name}\n\n{words}",
        _ => null,
    };

    private string? NameOfUnplaced(Part part) => part switch
    {
        ImagePart { Source.Base64: null } => how.Words.Image,
        FilePart { Source.Text: null } => how.Words.File,
        AudioPart { Transcript: null or "" } => how.Words.Audio,
        ForeignPart foreign => foreign.Type,
        _ => null,
    };

    private void DropCache(Part part)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }
    }
}
