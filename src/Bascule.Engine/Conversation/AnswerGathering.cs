using System.Text;
using System.Text.Json.Nodes;

namespace Bascule.Engine.Conversation;

/// <summary>Puts the events of a streamed answer together into a whole one: what <see cref="AnswerTelling"/> does, back.</summary>
public sealed class AnswerGathering
{
    private readonly SortedDictionary<int, GatheredChoice> _choices = [];
    private AnswerBegan? _began;
    private Usage? _usage;

    /// <summary>All that was told.</summary>
    public Answer Answer => new()
    {
        Id = _began?.Id ?? "",
        Model = _began?.Model ?? "",
        Created = _began?.Created,
        Fingerprint = _began?.Fingerprint,
        Choices = [.. _choices.Select(choice => choice.Value.ToChoice(choice.Key))],
        Usage = _usage,
    };

    public void Take(AnswerEvent said)
    {
        switch (said)
        {
            case AnswerBegan began:
                _began = began;
                break;
            case PartBegan began:
                Of(began.Choice).Parts[began.Part] = new GatheredPart(began.Seed);
                break;
            case PartGrew grew:
                Part(grew.Choice, grew.Part)?.Text.Append(grew.Text);
                break;
            case PartSigned signed when Part(signed.Choice, signed.Part) is { } part:
                part.Seed = part.Seed switch
                {
                    ReasoningPart reasoning => signed.Sign(reasoning),
                    ToolCallPart call => call with { Signature = signed.Signature },
                    TextPart text => text with { Signature = signed.Signature },
                    var other => other,
                };
                break;
            case PartCited cited when Part(cited.Choice, cited.Part) is { Seed: TextPart text } part:
                part.Seed = text with { Citations = [.. text.Citations, cited.Citation] };
                break;
            case LogProbabilitiesTold told:
                Of(told.Choice).LogProbabilities.Add(told.Json);
                break;
            case ChoiceEnded ended:
                Of(ended.Choice).Stop = ended.Stop;
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
        }
    }

    private GatheredChoice Of(int choice) => _choices.TryGetValue(choice, out var found) ? found : _choices[choice] = new GatheredChoice();

    private GatheredPart? Part(int choice, int part) => Of(choice).Parts.GetValueOrDefault(part);

    private sealed class GatheredChoice
    {
        public SortedDictionary<int, GatheredPart> Parts { get; } = [];

        public List<RawJson> LogProbabilities { get; } = [];

        public Stop Stop { get; set; }

        public Choice ToChoice(int index) => new(index, [.. Parts.Values.Select(part => part.ToPart())], Stop)
        {
            LogProbabilities = Joined(LogProbabilities),
        };

        /// <summary>Each piece is an object of arrays (<c>content</c>, <c>refusal</c>): the whole has all their elements.</summary>
        private static RawJson Joined(List<RawJson> pieces)
        {
            if (pieces.Count < 2)
            {
                return pieces.Count == 0 ? default : pieces[0];
            }

            var arrays = new Dictionary<string, JsonArray?>(StringComparer.Ordinal);
            foreach (var piece in pieces)
            {
                foreach (var (name, value) in JsonNode.Parse(piece.Utf8.Span) as JsonObject ?? [])
                {
                    var all = arrays[name] = arrays.GetValueOrDefault(name) ?? (value is JsonArray ? [] : null);
                    foreach (var element in value as JsonArray ?? [])
                    {
                        all!.Add(element?.DeepClone());
                    }
                }
            }

            return RawJson.FromText(new JsonObject(arrays.Select(array => KeyValuePair.Create<string, JsonNode?>(array.Key, array.Value))).ToJsonString());
        }
    }

    private sealed class GatheredPart(Part seed)
    {
        public Part Seed { get; set; } = seed;

        public StringBuilder Text { get; } = new();

        public Part ToPart() => Seed switch
        {
            TextPart text => text with { Text = text.Text + Text },
            ReasoningPart { Redacted: null } reasoning => reasoning with { Text = reasoning.Text + Text },
            RefusalPart refusal => refusal with { Text = refusal.Text + Text },
            ToolCallPart call => call with { Arguments = call.Arguments + Text },
            var other => other,
        };
    }
}
