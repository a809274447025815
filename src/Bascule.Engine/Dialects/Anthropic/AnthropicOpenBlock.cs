using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>One content block of a stream that is being read. A block the hub has no word for is gathered and told whole when it ends.</summary>
internal sealed class AnthropicOpenBlock
{
    /// <summary>Blocks come one after the other; a stream that opens more at once is not one of this wire.</summary>
    public const int MaxOpen = 64;

    /// <summary>The most characters gathered of a signature or of a raw block: as much as one event may hold.</summary>
    private const int MaxGathered = FrameReader.MaxFrameBytes;

    private readonly int _part;
    private readonly AnthropicRawBlock? _raw;
    private readonly StringBuilder _signature = new();
    private readonly string _wholeInput = "";
    private readonly bool _isCall;
    private bool _grew;

    private AnthropicOpenBlock(int part, AnthropicRawBlock? raw, bool isCall, string wholeInput) => (_part, _raw, _isCall, _wholeInput) = (part, raw, isCall, wholeInput);

    public static AnthropicOpenBlock Start(JsonNode block, ref int parts, ICollection<AnswerEvent> into)
    {
        Part? seed = block[Wire.Type].AsText switch
        {
            Wire.Blocks.Text => new TextPart(""),
            Wire.Blocks.Thinking => new ReasoningPart("") { Vendor = Wire.Words.Dialect },
            Wire.Blocks.RedactedThinking => new ReasoningPart("") { Redacted = block[Wire.Data].AsText ?? "", Vendor = Wire.Words.Dialect },
            Wire.Blocks.ToolUse => new ToolCallPart(block[Wire.Id].AsText ?? "", block[Wire.Name].AsText ?? "", ""),
            _ => null,
        };
        if (seed is null)
        {
            return new AnthropicOpenBlock(-1, new AnthropicRawBlock(block, MaxGathered), false, "");
        }

        // Some upstreams give a call's arguments whole at its start and nothing after it.
        var input = block[Wire.Input].IsObject ? block[Wire.Input].Raw.ToString() : "{}";
        var open = new AnthropicOpenBlock(parts++, null, seed is ToolCallPart, input);
        into.Add(new PartBegan(0, open._part, seed));
        open.Say(block[Wire.Text].AsText ?? block[Wire.Thinking].AsText, into);
        open._signature.Append(block[Wire.Signature].AsText);
        foreach (var citation in block[Wire.Citations].AsItems())
        {
            into.Add(new PartCited(0, open._part, AnthropicBlockReader.ReadCitation(citation)));
        }

        return open;
    }

    public void Grow(JsonNode delta, ICollection<AnswerEvent> into)
    {
        if (_raw is not null)
        {
            _raw.Grow(delta);
            return;
        }

        switch (delta[Wire.Type].AsText)
        {
            case Wire.Deltas.TextDelta:
                Say(delta[Wire.Text].AsText, into);
                break;
            case Wire.Deltas.ThinkingDelta:
                Say(delta[Wire.Thinking].AsText, into);
                break;
            case Wire.Deltas.InputJsonDelta:
                Say(delta[Wire.PartialJson].AsText, into);
                break;
            case Wire.Deltas.SignatureDelta when _signature.Length < MaxGathered:
                _signature.Append(delta[Wire.Signature].AsText);
                break;
            case Wire.Deltas.CitationsDelta when delta[Wire.Citation].IsObject:
                into.Add(new PartCited(0, _part, AnthropicBlockReader.ReadCitation(delta[Wire.Citation])));
                break;
        }
    }

    public void End(ref int parts, ICollection<AnswerEvent> into)
    {
        if (_raw is not null)
        {
            var part = parts++;
            into.Add(new PartBegan(0, part, new ForeignPart(Wire.Words.Dialect, _raw.Type, _raw.ToJson())));
            into.Add(new PartEnded(0, part));
            return;
        }

        if (_isCall && !_grew)
        {
            Say(_wholeInput, into);
        }

        if (_signature.Length > 0)
        {
            into.Add(new PartSigned(0, _part, _signature.ToString()) { Vendor = Wire.Words.Dialect });
        }

        into.Add(new PartEnded(0, _part));
    }

    private void Say(string? text, ICollection<AnswerEvent> into)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _grew = true;
            into.Add(new PartGrew(0, _part, text));
        }
    }
}
