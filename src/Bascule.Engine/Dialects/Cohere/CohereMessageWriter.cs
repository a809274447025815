using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Cohere.CohereWire;

namespace Bascule.Engine.Dialects.Cohere;

/// <summary>Writes instructions and turns as Cohere's messages. Thinking before tool calls is their plan, elsewhere a part of the content.</summary>
internal sealed class CohereMessageWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    public void Write()
    {
        json.WriteStartArray(W.Messages);
        if (request.Instructions.Count > 0)
        {
            WriteMessage("system"u8, Placed(request.Instructions));
        }

        foreach (var turn in request.Turns)
        {
            if (turn.Name is not null)
            {
                how.Drop("name");
            }

            switch (turn.Role)
            {
                case Role.System:
                    WriteMessage("system"u8, Placed(turn.Parts));
                    break;
                case Role.Assistant:
                    WriteAssistant(turn);
                    break;
                default:
                    WriteUserOrTool(turn);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private void WriteMessage(ReadOnlySpan<byte> role, Part[] parts)
    {
        json.WriteStartObject();
        json.WriteString(W.Role, role);
        WriteContent(parts);
        json.WriteEndObject();
    }

    private void WriteUserOrTool(Turn turn)
    {
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            DropCache(result);
            if (result.IsError is true)
            {
                how.Drop("is_error");
            }

            json.WriteStartObject();
            json.WriteString(W.Role, "tool"u8);
            json.WriteString(W.ToolCallId, result.CallId);
            WriteContent(Placed(result.Content.Where(part => part is not ImagePart)));
            json.WriteEndObject();
        }

        // A tool's message holds words only: pictures follow as a user's.
        var rest = Placed(turn.Parts.OfType<ToolResultPart>().SelectMany(result => result.Content.OfType<ImagePart>()).Concat(turn.Parts.Where(part => part is not ToolResultPart)));
        if (rest.Length > 0 || turn.Parts.Count == 0)
        {
            WriteMessage("user"u8, rest);
        }
    }

    private void WriteAssistant(Turn turn)
    {
        var calls = turn.Parts.OfType<ToolCallPart>().ToArray();
        var content = Placed(turn.Parts.Where(part => part is not ToolCallPart));
        json.WriteStartObject();
        json.WriteString(W.Role, "assistant"u8);
        if (calls.Length == 0)
        {
            WriteContent(content);
            json.WriteEndObject();
            return;
        }

        var plan = string.Concat(content.OfType<ReasoningPart>().Select(part => part.Text));
        json.OptionalText(W.ToolPlan, plan.Length > 0 ? plan : null);
        var words = Array.FindAll(content, part => part is not ReasoningPart);
        if (words.Length > 0)
        {
            WriteContent(words);
        }

        json.WriteStartArray(W.ToolCalls);
        foreach (var call in calls)
        {
            DropCache(call);
            WriteCall(call);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        var function = FreeTextTools.AsFunction(call);
        json.WriteStartObject();
        json.WriteString(W.Id, call.Id);
        json.WriteString(W.Type, W.Function);
        json.WriteStartObject(W.Function);
        json.WriteString(W.Name, call.Name);
        json.WriteString(W.Arguments, string.IsNullOrWhiteSpace(function.Arguments) ? "{}" : function.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The parts that have a form here, as they go out; the others are named.</summary>
    private Part[] Placed(IEnumerable<Part> parts) => [.. parts.Select(Place).OfType<Part>()];

    private Part? Place(Part part)
    {
        DropCache(part);
        switch (part)
        {
            case TextPart text:
                return text.Text.Length > 0 ? text : null;
            case RefusalPart refusal:
                return new TextPart(refusal.Text);
            case ImagePart { Source.FileId: null }:
                return part;
            case AudioPart { Transcript: { Length: > 0 } words }:
                return new TextPart(words);
            case FilePart { Source.Text: { } words } file:
                return new TextPart(file.Name is null ? words : $"{file.Name}\n\n{words}");
            case ReasoningPart { Signature: null, Redacted: null } plain:
                return plain.Text.Length > 0 ? plain : null;
            default:
                how.Drop(how.Words.Of(part));
                return null;
        }
    }

    private void WriteContent(Part[] parts)
    {
        if (parts is [] or [TextPart])
        {
            json.WriteString(W.Content, parts is [TextPart only] ? only.Text : "");
            return;
        }

        json.WriteStartArray(W.Content);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            switch (part)
            {
                case TextPart text:
                    json.WriteString(W.Type, W.Text);
                    json.WriteString(W.Text, text.Text);
                    break;
                case ReasoningPart reasoning:
                    json.WriteString(W.Type, W.Thinking);
                    json.WriteString(W.Thinking, reasoning.Text);
                    break;
                case ImagePart image:
                    json.WriteString(W.Type, W.ImageUrl);
                    json.WriteStartObject(W.ImageUrl);
                    json.WriteString(W.Url, image.Source.Base64 is { } data ? $"data:{image.Source.MediaType ?? "image/png"};base64,{data}" : image.Source.Url ?? "");
                    json.OptionalText(W.Detail, image.Detail is "auto" or "low" or "high" ? image.Detail : null);
                    json.WriteEndObject();
                    break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void DropCache(Part part)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }
    }
}
