using System.Text.Encodings.Web;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>One part of an answer as it becomes a content block of a stream. A block is opened only when it has something to show: clients stumble over empty ones.</summary>
internal sealed class AnthropicBlockStream(Part seed)
{
    private int _index;
    private string _half = "";

    /// <summary>What was said while another block was open.</summary>
    public List<AnthropicStreamWriter.Piece> Held { get; } = [];

    public bool Ended { get; set; }

    public bool IsCall => seed is ToolCallPart;

    /// <summary>A call that takes free text: here it is the one member of an object.</summary>
    private bool IsFreeText => seed is ToolCallPart { Custom: true };

    /// <summary>Whether the seed alone is worth a block.</summary>
    public bool SpeaksAtOnce => AnthropicAnswerWriter.Carry(seed) is not null;

    /// <summary>Whether a piece has a form here, in a part that has one.</summary>
    public bool Shows(AnthropicStreamWriter.Piece piece) => seed switch
    {
        TextPart => piece.Text is { Length: > 0 } || (piece.Citation is { } citation && AnthropicBlockWriter.HasForm(citation)),
        RefusalPart or ToolCallPart or AudioPart => piece.Text is { Length: > 0 },
        ReasoningPart { Redacted: null } reasoning => piece.Text is { Length: > 0 } || (piece.Signature is not null && (piece.Vendor ?? reasoning.Vendor) == Wire.Words.Dialect),
        _ => false,
    };

    public void Open(int index, AnthropicEventWriter events)
    {
        _index = index;
        var json = events.Begin(Wire.Events.ContentBlockStart);
        json.WriteNumber(Wire.Index, index);
        json.WritePropertyName(Wire.ContentBlock);
        AnthropicBlockWriter.Write(json, Beginning());
        events.End();
        if (seed is ToolCallPart)
        {
            // Clients expect one empty piece first.
            WriteText(events, "");
        }

        if (IsFreeText)
        {
            WriteText(events, $"{{\"{ArgumentsText.CustomInput}\":\"");
        }

        WriteSeed(events);
    }

    public void Write(AnthropicStreamWriter.Piece piece, AnthropicEventWriter events)
    {
        if (piece.Text is { Length: > 0 } text)
        {
            // The two halves of a character may come in two pieces; UTF-8 cannot carry one alone.
            text = _half + text;
            var isHalf = char.IsHighSurrogate(text[^1]);
            _half = isHalf ? text[^1..] : "";
            text = isHalf ? text[..^1] : text;
            if (text.Length > 0)
            {
                WriteText(events, IsFreeText ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) : text);
            }
        }

        if (piece.Signature is { } signature)
        {
            var json = events.BeginDelta(_index, Wire.Deltas.SignatureDelta);
            json.WriteString(Wire.Signature, signature);
            events.EndDelta();
        }

        if (piece.Citation is { } citation)
        {
            var json = events.BeginDelta(_index, Wire.Deltas.CitationsDelta);
            json.WritePropertyName(Wire.Citation);
            AnthropicBlockWriter.TryWriteCitation(json, citation);
            events.EndDelta();
        }
    }

    public void Close(AnthropicEventWriter events)
    {
        if (_half.Length > 0)
        {
            WriteText(events, "\uFFFD");
        }

        if (IsFreeText)
        {
            WriteText(events, "\"}");
        }

        events.Begin(Wire.Events.ContentBlockStop).WriteNumber(Wire.Index, _index);
        events.End();
    }

    /// <summary>The block as it stands in its start event: without what grows.</summary>
    private Part Beginning() => seed switch
    {
        ToolCallPart call => call with { Arguments = "", Custom = false },
        ReasoningPart { Redacted: null } => new ReasoningPart(""),
        ForeignPart foreign => foreign with { Json = JsonWriting.OneLine(foreign.Json) },
        ReasoningPart => seed,
        _ => new TextPart(""),
    };

    private void WriteSeed(AnthropicEventWriter events)
    {
        switch (seed)
        {
            case TextPart text:
                Write(new(text.Text), events);
                foreach (var citation in text.Citations.Where(AnthropicBlockWriter.HasForm))
                {
                    Write(new(Citation: citation), events);
                }

                break;
            case RefusalPart refusal:
                Write(new(refusal.Text), events);
                break;
            case AudioPart audio:
                Write(new(audio.Transcript), events);
                break;
            case ToolCallPart call:
                Write(new(call.Arguments), events);
                break;
            case ReasoningPart { Redacted: null } reasoning:
                Write(new(reasoning.Text, reasoning.Vendor == Wire.Words.Dialect ? reasoning.Signature : null), events);
                break;
        }
    }

    private void WriteText(AnthropicEventWriter events, string text)
    {
        switch (seed)
        {
            case ToolCallPart:
                events.BeginDelta(_index, Wire.Deltas.InputJsonDelta).WriteString(Wire.PartialJson, text);
                break;
            case ReasoningPart:
                events.BeginDelta(_index, Wire.Deltas.ThinkingDelta).WriteString(Wire.Thinking, text);
                break;
            default:
                events.BeginDelta(_index, Wire.Deltas.TextDelta).WriteString(Wire.Text, text);
                break;
        }

        events.EndDelta();
    }
}
