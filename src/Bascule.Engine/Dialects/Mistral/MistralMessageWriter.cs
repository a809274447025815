using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using M = Bascule.Engine.Dialects.Mistral.MistralWire;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.Mistral;

/// <summary>Writes instructions and turns as Mistral's messages. A system message may stand at the beginning only: later ones join it there.</summary>
/// <param name="thinks">The model takes thinking of earlier turns back.</param>
internal sealed class MistralMessageWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how, bool thinks)
{
    private readonly List<string> _open = [];    // calls that nobody answered yet

    public void Write()
    {
        json.WriteStartArray(W.Messages);
        WriteSystem([.. request.Instructions, .. request.Turns.Where(turn => turn.Role == Role.System).SelectMany(turn => turn.Parts)]);
        var turns = request.Turns.Where(turn => turn.Role != Role.System).ToArray();
        for (var index = 0; index < turns.Length; index++)
        {
            if (turns[index].Role == Role.Assistant)
            {
                CloseCalls();
                WriteAssistant(turns[index], isLast: index == turns.Length - 1);
            }
            else
            {
                WriteUserOrTool(turns[index]);
            }
        }

        CloseCalls();
        json.WriteEndArray();
    }

    /// <summary>Each call must have its result before anything else is said.</summary>
    private void CloseCalls()
    {
        foreach (var id in _open)
        {
            Begin("tool"u8);
            json.WriteString(W.ToolCallId, id);
            json.WriteString(W.Content, AnthropicTurnOrder.NoResult);
            json.WriteEndObject();
        }

        _open.Clear();
    }

    private void WriteSystem(Part[] parts)
    {
        foreach (var part in parts)
        {
            DropCache(part);
            if (part is not TextPart)
            {
                how.Drop("system");
            }
        }

        var text = string.Join("\n\n", parts.OfType<TextPart>().Select(part => part.Text));
        if (text.Length > 0)
        {
            Begin("system"u8);
            json.WriteString(W.Content, text);
            json.WriteEndObject();
        }
    }

    private void WriteUserOrTool(Turn turn)
    {
        var strays = new List<Part>();
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            var id = MadeIds.Short(result.CallId);
            if (_open.Remove(id))
            {
                WriteResult(result, id);
            }
            else
            {
                strays.Add(new TextPart($"Result of a tool call that is not part of this conversation ({result.Name ?? result.CallId}):"));
                strays.AddRange(result.Content);
            }
        }

        var rest = Placed(strays.Concat(turn.Parts.Where(part => part is not ToolResultPart)));
        if (rest.Length > 0 || turn.Parts.Count == 0)
        {
            CloseCalls();
            WriteUser(turn, rest);
        }
    }

    private void WriteResult(ToolResultPart result, string id)
    {
        Begin("tool"u8);
        json.OptionalText(W.Name, result.Name);
        json.WriteString(W.ToolCallId, id);
        DropCache(result);
        if (result.IsError is true)
        {
            how.Drop("is_error");
        }

        WriteContent(Placed(result.Content));
        json.WriteEndObject();
    }

    private void WriteUser(Turn turn, Part[] parts)
    {
        Begin("user"u8);
        DropName(turn);
        WriteContent(parts);
        json.WriteEndObject();
    }

    private void WriteAssistant(Turn turn, bool isLast)
    {
        var content = Placed(turn.Parts.Where(part => part is not ToolCallPart));
        var calls = turn.Parts.OfType<ToolCallPart>().ToArray();
        if (content.Length == 0 && calls.Length == 0)
        {
            return;    // refused: neither content nor calls
        }

        Begin("assistant"u8);
        DropName(turn);
        WriteContent(content);
        ToolCallWriter.Write(json, Array.ConvertAll(calls, call => MistralToolWriter.AsFunction(call) with { Id = MadeIds.Short(call.Id) }));
        foreach (var call in calls)
        {
            _open.Add(MadeIds.Short(call.Id));
            DropCache(call);
        }

        if (isLast && calls.Length == 0)
        {
            json.WriteBoolean(M.Prefix, true);    // the beginning of the answer, which is refused when it is not called so
        }

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
            case ImagePart { Source.FileId: null } or AudioPart { Source.Base64: not null }:
                return part;
            case AudioPart { Transcript: { Length: > 0 } words }:
                return new TextPart(words);
            case FilePart { Source.Text: { } words } file:
                return new TextPart(file.Name is null ? words : $"{file.Name}\n\n{words}");
            case FilePart { Source.FileId: null }:
                return part;
            case ReasoningPart { Signature: null, Redacted: null } plain:
                return thinks && plain.Text.Length > 0 ? plain : null;    // history that other models do not take
            case ForeignPart { Dialect: OpenAiChatDialect.DialectName } foreign when M.OwnParts.Contains(foreign.Type):
                return foreign;
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
            WritePart(part);
        }

        json.WriteEndArray();
    }

    private void WritePart(Part part)
    {
        if (part is ForeignPart foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString(W.Type, W.Text);
                json.WriteString(W.Text, text.Text);
                break;
            case ReasoningPart reasoning:
                json.WriteString(W.Type, W.Thinking);
                json.WriteStartArray(W.Thinking);
                json.WriteStartObject();
                json.WriteString(W.Type, W.Text);
                json.WriteString(W.Text, reasoning.Text);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case ImagePart image:
                json.WriteString(W.Type, W.ImageUrl);
                json.WriteStartObject(W.ImageUrl);
                json.WriteString(W.Url, UrlOf(image.Source, "image/png"));
                json.OptionalText(W.Detail, image.Detail is "auto" or "low" or "high" ? image.Detail : null);
                json.WriteEndObject();
                break;
            case AudioPart audio:
                json.WriteString(W.Type, W.InputAudio);
                json.WriteString(W.InputAudio, audio.Source.Base64);
                break;
            case FilePart file:
                json.WriteString(W.Type, M.DocumentUrl);
                json.WriteString(M.DocumentUrl, UrlOf(file.Source, "application/pdf"));
                json.OptionalText(M.DocumentName, file.Name);
                break;
        }

        json.WriteEndObject();
    }

    private static string UrlOf(MediaSource source, string unsaid) =>
        source.Base64 is { } data ? $"data:{source.MediaType ?? unsaid};base64,{data}" : source.Url ?? "";

    private void DropCache(Part part)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }
    }

    private void DropName(Turn turn)
    {
        if (turn.Name is not null)
        {
            how.Drop("name");
        }
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        json.WriteStartObject();
        json.WriteString(W.Role, role);
    }
}
