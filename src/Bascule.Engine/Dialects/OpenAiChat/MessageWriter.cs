using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes instructions and turns as messages.</summary>
internal sealed class MessageWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private readonly PartWriter _parts = new(json, how);

    private bool Own => how.From == OpenAiChatDialect.DialectName;

    public void Write()
    {
        json.WriteStartArray(W.Messages);
        if (request.Instructions.Count > 0)
        {
            Begin("system"u8, null);
            WriteInstructions(request.Instructions);
            json.WriteEndObject();
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
            case Role.Assistant:
                WriteAssistant(turn);
                break;
            case Role.System:
                Begin("system"u8, turn.Name);
                WriteInstructions(turn.Parts);
                json.WriteEndObject();
                break;
            default:
                WriteUserOrTool(turn);
                break;
        }
    }

    /// <summary>Many servers take only one system message, and only a string in it: another dialect's blocks become paragraphs.</summary>
    private void WriteInstructions(IReadOnlyList<Part> parts)
    {
        if (Own)
        {
            _parts.WriteContent(parts);
            return;
        }

        foreach (var part in parts)
        {
            _parts.DropCache(part);
            if (part is not TextPart)
            {
                how.Drop("system");
            }
        }

        json.WriteString(W.Content, string.Join("\n\n", parts.OfType<TextPart>().Select(part => part.Text)));
    }

    private void WriteUserOrTool(Turn turn)
    {
        var behind = new List<Part>();
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            WriteResult(result, behind);
        }

        behind.AddRange(turn.Parts.Where(part => part is not ToolResultPart));
        if (behind.Count > 0 || turn.Role == Role.User && turn.Parts.Count == 0)
        {
            Begin("user"u8, turn.Name);
            _parts.WriteContent(behind);
            json.WriteEndObject();
        }
    }

    /// <summary>A tool message holds words only: what else a tool gave back follows in a user message, after the last tool message.</summary>
    private void WriteResult(ToolResultPart result, List<Part> behind)
    {
        Begin("tool"u8, Own ? result.Name : null);
        json.WriteString(W.ToolCallId, FitId(result.CallId));
        _parts.DropCache(result);
        if (result.IsError is true && !Own)
        {
            how.Drop("is_error");
        }

        var words = result.Content.Where(part => part is TextPart or ForeignPart).ToArray();
        if (Own)
        {
            _parts.WriteContent(words);
        }
        else
        {
            json.WriteString(W.Content, string.Join('\n', words.OfType<TextPart>().Select(part => part.Text)));
            foreach (var foreign in words.OfType<ForeignPart>())
            {
                how.Drop(foreign.Type);
            }
        }

        json.WriteEndObject();
        behind.AddRange(result.Content.Where(part => part is not (TextPart or ForeignPart)));
    }

    private void WriteAssistant(Turn turn)
    {
        Begin("assistant"u8, turn.Name);
        WriteReasoning(turn.Parts.OfType<ReasoningPart>().ToArray());
        var content = turn.Parts.Where(part => part is TextPart or ForeignPart or ImagePart or FilePart).ToArray();
        var calls = turn.Parts.OfType<ToolCallPart>().ToArray();
        var refusal = turn.Parts.OfType<RefusalPart>().FirstOrDefault();
        if (content.Length == 0 && (calls.Length > 0 || refusal is not null))
        {
            json.WriteNull(W.Content);
        }
        else
        {
            _parts.WriteContent(content);
        }

        json.OptionalText(W.Refusal, refusal?.Text);
        if (turn.Parts.OfType<AudioPart>().FirstOrDefault(audio => audio.Id is not null) is { } audio)
        {
            json.WriteStartObject(W.Audio);
            json.WriteString(W.Id, audio.Id);
            json.WriteEndObject();
        }

        if (request.Continues && how.Prefill is PrefillForm.Prefix or PrefillForm.PrefixRepeated or PrefillForm.PrefixAtBeta && ReferenceEquals(turn, request.Turns[^1]))
        {
            json.WriteBoolean(W.Prefix, true);
        }

        ToolCallWriter.Write(json, Array.ConvertAll(calls, call => call with { Id = FitId(call.Id) }));
        foreach (var call in calls)
        {
            _parts.DropCache(call);
        }

        json.WriteEndObject();
    }

    /// <summary>Signed reasoning goes only to the vendor that signed it; plain reasoning is history that most providers refuse or ignore.</summary>
    private void WriteReasoning(ReasoningPart[] reasoning)
    {
        var signed = reasoning.Where(part => part.Vendor is not null && part.Vendor == how.SignaturesOf).ToArray();
        if (signed.Length > 0)
        {
            ReasoningWriter.WriteDetails(json, signed);
        }
        else if (Own && reasoning is [var plain, ..] && reasoning.All(part => part.Signature is null && part.Redacted is null))
        {
            json.WriteString(W.ReasoningContent, reasoning.Length == 1 ? plain.Text : string.Concat(reasoning.Select(part => part.Text)));
        }

        if (reasoning.Any(part => (part.Signature ?? part.Redacted) is not null && part.Vendor != how.SignaturesOf))
        {
            how.Drop(how.From == "anthropic" ? "thinking" : "reasoning_details");
        }
    }

    private void Begin(ReadOnlySpan<byte> role, string? name)
    {
        json.WriteStartObject();
        json.WriteString(W.Role, role);
        json.OptionalText(W.Name, name);
    }

    /// <summary>OpenAI refuses longer ids, which others make.</summary>
    private string FitId(string id)
    {
        const int most = 40;
        return Own ? id : CallId.Fit(id, most);
    }
}
