using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>
/// Reads ConverseStream's events. Only tools announce their block; text and thinking begin with their first delta. <c>messageStop</c> proves the answer, usage follows
/// in <c>metadata</c>: the end is told there, or at a clean end of the body without it.
/// </summary>
internal sealed class BedrockStreamReader : AnswerStreamReader
{
    /// <summary>Blocks open at once past this are no answer.</summary>
    private const int MaxOpen = 1_000;

    private readonly Dictionary<long, Block> _open = [];
    private int _parts;
    private bool _began;
    private bool _called;
    private bool _stopped;
    private bool _over;

    private enum Kind
    {
        Text,
        Reasoning,
        Call,

        /// <summary>A tool that Bedrock ran itself, and its result.</summary>
        Servers,
    }

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over)
        {
            return;
        }

        if (name.EndsWith("Exception"u8))
        {
            Fail(BedrockErrorReader.Read(null, data, Encoding.UTF8.GetString(name)), into);
            return;
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            Fail(ChatStreamReader.Unreadable, into);
            return;
        }

        ReadEvent(name, reading.Root, into);
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (_over)
        {
            return;
        }

        if (_stopped)
        {
            _over = true;
            into.Add(new AnswerEnded());
        }
        else
        {
            Fail(ChatStreamReader.Cut, into);
        }
    }

    private void ReadEvent(ReadOnlySpan<byte> name, JsonNode root, ICollection<AnswerEvent> into)
    {
        Begin(into);
        var index = root[W.ContentBlockIndex].AsLong ?? 0;
        if (name.SequenceEqual(W.Events.ContentBlockDelta))
        {
            ReadDelta(index, root[W.Delta], into);
        }
        else if (name.SequenceEqual(W.Events.ContentBlockStart))
        {
            StartBlock(index, root[W.Start], into);
        }
        else if (name.SequenceEqual(W.Events.ContentBlockStop))
        {
            EndBlock(index, into);
        }
        else if (name.SequenceEqual(W.Events.MessageStop))
        {
            Stop(root, into);
        }
        else if (name.SequenceEqual(W.Events.Metadata))
        {
            var usage = BedrockUsage.Read(root[W.Usage]);
            if (!usage.IsEmpty)
            {
                into.Add(new UsageTold(usage));
            }

            _over = _stopped;
            if (_over)
            {
                into.Add(new AnswerEnded());
            }
        }
    }

    private void Begin(ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan("", "", null));
        }
    }

    private void StartBlock(long index, JsonNode start, ICollection<AnswerEvent> into)
    {
        var call = start[W.ToolUse];
        if (call.IsObject && !BedrockAnswerReader.IsServers(call))
        {
            _called = true;
            Open(index, Kind.Call, new ToolCallPart(call[W.ToolUseId].AsText ?? AnswerReader.NewCallId(), call[W.Name].AsText ?? "", ""), into);
        }
        else if (call.IsObject || start[W.ToolResult].IsObject)
        {
            Open(index, Kind.Servers, null, into);
        }
    }

    private void ReadDelta(long index, JsonNode delta, ICollection<AnswerEvent> into)
    {
        if (delta[W.Text].AsText is { Length: > 0 } text)
        {
            Grow(index, Kind.Text, new TextPart(""), text, into);
        }

        if (delta[W.Citation].IsObject && Find(index, Kind.Text, new TextPart(""), into) is { } cited)
        {
            into.Add(new PartCited(0, cited.Part, BedrockAnswerReader.ReadCitation(delta[W.Citation])));
        }

        if (delta[W.ToolUse][W.Input].AsText is { Length: > 0 } input && _open.TryGetValue(index, out var call) && call.Kind == Kind.Call)
        {
            call.Grew = true;
            into.Add(new PartGrew(0, call.Part, input));
        }

        var reasoning = delta[W.ReasoningContent];
        if (reasoning[W.Text].AsText is { Length: > 0 } thought)
        {
            Grow(index, Kind.Reasoning, new ReasoningPart(""), thought, into);
        }

        if (reasoning[W.Signature].AsText is { Length: > 0 } signature && Find(index, Kind.Reasoning, new ReasoningPart(""), into) is { } signed)
        {
            into.Add(new PartSigned(0, signed.Part, signature) { Vendor = BedrockDialect.Signer });
        }

        if (reasoning[W.RedactedContent].AsText is { Length: > 0 } redacted && !_stopped)
        {
            EndBlock(index, into);
            into.Add(new PartBegan(0, _parts, new ReasoningPart("") { Redacted = redacted, Vendor = BedrockDialect.Signer }));
            into.Add(new PartEnded(0, _parts++));
        }
    }

    private void Grow(long index, Kind kind, Part seed, string text, ICollection<AnswerEvent> into)
    {
        if (Find(index, kind, seed, into) is { } block)
        {
            into.Add(new PartGrew(0, block.Part, text));
        }
    }

    /// <summary>The block's open part of that kind, begun where there is none; null where it cannot be.</summary>
    private Block? Find(long index, Kind kind, Part seed, ICollection<AnswerEvent> into)
    {
        if (_open.TryGetValue(index, out var block) && block.Kind == kind)
        {
            return block;
        }

        return block is { Kind: Kind.Servers } ? null : Open(index, kind, seed, into);
    }

    private Block? Open(long index, Kind kind, Part? seed, ICollection<AnswerEvent> into)
    {
        EndBlock(index, into);
        if (_stopped || _open.Count >= MaxOpen)
        {
            return null;
        }

        var block = new Block(kind, seed is null ? -1 : _parts++);
        _open[index] = block;
        if (seed is not null)
        {
            into.Add(new PartBegan(0, block.Part, seed));
        }

        return block;
    }

    private void EndBlock(long index, ICollection<AnswerEvent> into)
    {
        if (!_open.Remove(index, out var block) || block.Kind == Kind.Servers)
        {
            return;
        }

        if (block is { Kind: Kind.Call, Grew: false })
        {
            into.Add(new PartGrew(0, block.Part, "{}"));
        }

        into.Add(new PartEnded(0, block.Part));
    }

    private void Stop(JsonNode root, ICollection<AnswerEvent> into)
    {
        if (_stopped)
        {
            return;
        }

        foreach (var index in _open.Keys.ToArray())
        {
            EndBlock(index, into);
        }

        _stopped = true;
        var sequence = root[W.AdditionalModelResponseFields][W.Delta][W.StopSequence].AsText;
        into.Add(new ChoiceEnded(0, BedrockStop.Read(root[W.StopReason].AsText, sequence, _called)));
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }

    /// <summary>A block being told, and the number of its part.</summary>
    private sealed class Block(Kind kind, int part)
    {
        public Kind Kind => kind;

        public int Part => part;

        public bool Grew { get; set; }
    }
}
