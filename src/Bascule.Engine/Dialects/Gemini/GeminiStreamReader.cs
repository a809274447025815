using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads a streamed answer, chunk by chunk, in either form of stream. There is no terminal event: a finish reason and a clean end prove that it is whole.</summary>
internal sealed class GeminiStreamReader : AnswerStreamReader
{
    /// <summary>More candidates than a request may ask for are not kept.</summary>
    public const int MaxCandidates = 8;

    private readonly SortedDictionary<int, GeminiCandidate> _candidates = [];
    private GeminiUsage _counts;
    private Usage _usage;
    private bool _began;
    private bool _over;

    public override bool HoldsBack => _candidates.Values.Any(candidate => candidate.HoldsBack);

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty)
        {
            return;
        }

        if (GeminiScanning.IsDone(data))
        {
            End(into);
            return;
        }

        // The document keeps pointing into its bytes, the frame's do not stay.
        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is null)
        {
            Fail(ChatStreamReader.Unreadable, into);
            return;
        }

        var root = GeminiErrorReader.Unwrap(reading.Root);
        if (!root.IsObject || root.Get(Wire.Error).Exists)
        {
            Fail(root.IsObject ? GeminiErrorReader.ReadInBand(root) : ChatStreamReader.Unreadable, into);
            return;
        }

        ReadChunk(root, into);
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (_over)
        {
            return;
        }

        if (_candidates.Count == 0 || !_candidates.Values.All(candidate => candidate.Finished))
        {
            Fail(ChatStreamReader.Cut, into);
            return;
        }

        foreach (var candidate in _candidates.Values)
        {
            candidate.End(into);
        }

        _over = true;
        into.Add(new AnswerEnded());
    }

    private void ReadChunk(JsonNode chunk, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan(chunk[Wire.ResponseId].AsText ?? "", chunk[Wire.ModelVersion].AsText ?? "", GeminiAnswerReader.CreatedAt(chunk[Wire.CreateTime])));
        }

        var position = 0;
        foreach (var node in chunk[Wire.Candidates].AsItems().Where(node => node.IsObject))
        {
            Candidate(node[Wire.Index].AsLong ?? position)?.Read(node, into);
            position++;
        }

        if (position == 0 && chunk[Wire.PromptFeedback][Wire.BlockReason] is { Exists: true } blocked)
        {
            Candidate(0)!.Block(blocked);
        }

        _counts.Take(chunk[Wire.UsageMetadata]);
        if (!_counts.IsEmpty && _counts.ToHub() is var usage && usage != _usage)
        {
            _usage = usage;
            into.Add(new UsageTold(usage));
        }
    }

    private GeminiCandidate? Candidate(long index)
    {
        if (index is < 0 or >= MaxCandidates)
        {
            return null;
        }

        if (!_candidates.TryGetValue((int)index, out var candidate))
        {
            _candidates[(int)index] = candidate = new GeminiCandidate((int)index);
        }

        return candidate;
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }
}
