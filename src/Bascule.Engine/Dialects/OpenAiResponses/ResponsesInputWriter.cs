using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes instructions and turns as the flat list of items that <c>input</c> is.</summary>
internal sealed class ResponsesInputWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>The longest call id taken.</summary>
    private const int MaxCallId = 64;

    private readonly ResponsesPartWriter _parts = new(json, how);
    private readonly HashSet<string> _customCalls = [.. request.Turns.SelectMany(turn => turn.Parts).OfType<ToolCallPart>().Where(call => call.Custom).Select(call => call.Id)];

    private bool Own => how.From == OpenAiResponsesDialect.DialectName;

    public void Write()
    {
        if (request.Instructions is [TextPart { Text.Length: > 0, Cache: null } only])
        {
            json.WriteString(W.Instructions, only.Text);
        }

        json.WriteStartArray(W.Input);
        if (request.Instructions.Count > 0 && request.Instructions is not [TextPart { Text.Length: > 0, Cache: null }])
        {
            WriteMessage("system"u8, request.Instructions);
        }

        for (var turn = 0; turn < request.Turns.Count; turn++)
        {
            WriteTurn(request.Turns[turn], turn);
        }

        json.WriteEndArray();
    }

    private void WriteTurn(Turn turn, int number)
    {
        if (turn.Name is not null)
        {
            how.Drop("name");
        }

        switch (turn.Role)
        {
            case Role.Assistant:
                WriteAssistant(turn.Parts, number);
                break;
            case Role.System:
                WriteMessage("system"u8, turn.Parts);
                break;
            default:
                WriteUserOrTool(turn);
                break;
        }
    }

    private void WriteUserOrTool(Turn turn)
    {
        foreach (var part in turn.Parts)
        {
            if (part is ToolResultPart result)
            {
                WriteResult(result);
            }
            else if (part is ForeignPart foreign && turn.Role == Role.Tool)
            {
                WriteForeign(foreign);
            }
        }

        var rest = turn.Parts.Where(part => part is not ToolResultPart && !(part is ForeignPart && turn.Role == Role.Tool)).ToArray();
        if (rest.Length > 0 || (turn.Role == Role.User && turn.Parts.Count == 0))
        {
            WriteMessage("user"u8, rest);
        }
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, _customCalls.Contains(result.CallId) ? W.Items.CustomToolCallOutput : W.Items.FunctionCallOutput);
        json.WriteString(W.CallId, FitId(result.CallId));
        _parts.DropCache(result);
        if (result.IsError is true)
        {
            how.Drop("is_error");
        }

        _parts.WriteContent(W.Output, result.Content);
        json.WriteEndObject();
    }

    private void WriteMessage(ReadOnlySpan<byte> role, IReadOnlyList<Part> parts)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, W.Items.Message);
        json.WriteString(W.Role, role);
        _parts.WriteContent(W.Content, parts);
        json.WriteEndObject();
    }

    /// <summary>Words that follow each other are one message; calls and reasoning are items of their own, in their order.</summary>
    private void WriteAssistant(IReadOnlyList<Part> parts, int turn)
    {
        var words = new List<Part>();
        for (var place = 0; place < parts.Count; place++)
        {
            if (parts[place] is TextPart or RefusalPart)
            {
                words.Add(parts[place]);
                continue;
            }

            WriteWords(words, turn, place);
            WriteItem(parts[place], turn, place);
        }

        WriteWords(words, turn, parts.Count);
    }

    private void WriteWords(List<Part> words, int turn, int place)
    {
        if (words.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString(W.Type, W.Items.Message);
        json.WriteString(W.Role, "assistant"u8);
        if (words is [TextPart { Citations.Count: 0, Text.Length: > 0 } only])
        {
            _parts.DropCache(only);
            json.WriteString(W.Content, only.Text);
        }
        else
        {
            json.WriteString(W.Id, ResponsesIds.Asked("msg", turn, place));
            json.WriteString(W.Status, W.Statuses.Completed);
            _parts.WriteSaid(words);
        }

        json.WriteEndObject();
        words.Clear();
    }

    private void WriteItem(Part part, int turn, int place)
    {
        switch (part)
        {
            case ToolCallPart call:
                _parts.DropCache(call);
                json.WriteStartObject();
                json.WriteString(W.Type, call.Custom ? W.Items.CustomToolCall : W.Items.FunctionCall);
                json.WriteString(W.CallId, FitId(call.Id));
                json.WriteString(W.Name, call.Name);
                json.WriteString(call.Custom ? W.Input : W.Arguments, call.Arguments);
                json.WriteEndObject();
                break;
            case ReasoningPart reasoning:
                WriteReasoning(reasoning, turn, place);
                break;
            case ForeignPart foreign:
                WriteForeign(foreign);
                break;
            default:
                how.Drop(how.Words.Of(part));
                break;
        }
    }

    private void WriteForeign(ForeignPart foreign)
    {
        if (foreign.Dialect == OpenAiResponsesDialect.DialectName)
        {
            json.Raw(foreign.Json);
        }
        else
        {
            how.Drop(foreign.Type);
        }
    }

    /// <summary>
    /// Signed reasoning goes only to the vendor that signed it, and a redaction is nobody's here. What is not signed is history that the provider could not check;
    /// only a caller of this dialect meant it to be read.
    /// </summary>
    private void WriteReasoning(ReasoningPart part, int turn, int place)
    {
        var theirs = part.Signature is not null && (part.Vendor == how.SignaturesOf || (part.Vendor is null && Own && how.SignaturesOf != "openai"));
        if ((part.Signature ?? part.Redacted) is not null && !theirs)
        {
            how.Drop((Own ? W.Includes.EncryptedReasoning : how.Words.Thoughts));
            return;
        }

        if (!theirs && !Own)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString(W.Type, W.Items.Reasoning);
        json.WriteString(W.Id, part.Id ?? ResponsesIds.Asked("rs", turn, place));
        ResponsesAnswerWriter.WriteThoughts(json, part);
        json.OptionalText(W.EncryptedContent, part.Signature);
        json.WriteEndObject();
    }

    private string FitId(string id) => Own ? id : CallId.Fit(id, MaxCallId);
}
