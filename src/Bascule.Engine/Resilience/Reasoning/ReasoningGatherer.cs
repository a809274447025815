using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Reasoning;

/// <summary>Gathers the reasoning, the tool calls and the signatures of a streamed answer, so that they can be kept.</summary>
internal sealed class ReasoningGatherer
{
    private readonly SortedDictionary<int, Part> _parts = [];
    private readonly Dictionary<int, StringBuilder> _texts = [];

    /// <summary>What was gathered, in the order of the answer's parts.</summary>
    public IReadOnlyList<Part> Parts =>
        [.. _parts.Select(part => part.Value is ReasoningPart reasoning && _texts.TryGetValue(part.Key, out var text) ? reasoning with { Text = text.ToString() } : part.Value)];

    public void Take(AnswerEvent said)
    {
        switch (said)
        {
            case PartBegan { Choice: 0, Seed: ReasoningPart or ToolCallPart or TextPart } began:
                _parts[began.Part] = began.Seed;
                if (began.Seed is ReasoningPart reasoning)
                {
                    _texts[began.Part] = new StringBuilder(reasoning.Text);
                }

                break;
            case PartGrew { Choice: 0 } grew when _texts.TryGetValue(grew.Part, out var text):
                text.Append(grew.Text);
                break;
            case PartSigned { Choice: 0 } signed when _parts.GetValueOrDefault(signed.Part) is ReasoningPart unsigned:
                _parts[signed.Part] = signed.Sign(unsigned);
                break;
            case PartSigned { Choice: 0 } signed when _parts.GetValueOrDefault(signed.Part) is ToolCallPart call:
                _parts[signed.Part] = call with { Signature = signed.Signature };
                break;
            case PartSigned { Choice: 0 } signed when _parts.GetValueOrDefault(signed.Part) is TextPart text:
                _parts[signed.Part] = text with { Signature = signed.Signature };
                break;
        }
    }
}
