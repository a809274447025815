using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads a whole answer. A candidate that was blocked has no parts, and a prompt that was blocked no candidate.</summary>
internal static class GeminiAnswerReader
{
    public static Failure NoAnswer { get; } = GeminiErrorReader.Broken("The upstream's answer has no candidates.");

    public static Failure NoJson { get; } = GeminiErrorReader.Broken("The upstream's answer is not valid JSON.");

    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is null)
        {
            return NoJson;
        }

        var root = GeminiErrorReader.Unwrap(reading.Root);
        if (root.Get(Wire.Error).Exists)
        {
            return GeminiErrorReader.ReadInBand(root);
        }

        var choices = ReadChoices(root);
        return choices.Count == 0 ? NoAnswer : Read(root.Taking(), choices);
    }

    public static long? CreatedAt(JsonNode time) =>
        DateTimeOffset.TryParse(time.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeSeconds() : null;

    private static Answer Read(JsonMembers root, IReadOnlyList<Choice> choices)
    {
        root.Take(Wire.Candidates);
        var counts = default(GeminiUsage);
        var usage = root.Take(Wire.UsageMetadata);
        counts.Take(usage);
        return new Answer
        {
            Id = root.Take(Wire.ResponseId).AsText ?? "",
            Model = root.Take(Wire.ModelVersion).AsText ?? "",
            Created = CreatedAt(root.Take(Wire.CreateTime)),
            Choices = choices,
            Usage = counts.IsEmpty ? null : counts.ToHub(),
            ServiceTier = usage.Get(Wire.ServiceTier).AsText,
            Foreign = root.RestAsForeign(Wire.Dialect),
        };
    }

    private static IReadOnlyList<Choice> ReadChoices(JsonNode root)
    {
        var choices = root[Wire.Candidates].AsItems().Where(candidate => candidate.IsObject).Select(ReadChoice).ToArray();
        return choices.Length == 0 && root[Wire.PromptFeedback][Wire.BlockReason] is { Exists: true } blocked
            ? [new Choice(0, [], GeminiStop.Blocked(blocked))]
            : ValueList.From(choices);
    }

    private static Choice ReadChoice(JsonNode candidate, int position)
    {
        var parts = new List<Part>();
        var places = new List<int>();    // of each raw part: citations count those
        foreach (var node in candidate[Wire.Content].Get(Wire.Parts).OneOrMany())
        {
            var part = GeminiPartReader.Read(node);
            places.Add(part is TextPart ? parts.Count : -1);
            if (part is not null)
            {
                parts.Add(part);
            }
        }

        GeminiGrounding.Attach(candidate[Wire.GroundingMetadata], parts, places);
        var index = candidate[Wire.Index].AsLong is >= 0 and < int.MaxValue and var told ? (int)told : position;
        return new Choice(index, ValueList.From(parts), GeminiStop.Read(GeminiStop.WordOf(candidate[Wire.FinishReason]), parts.Exists(part => part is ToolCallPart)));
    }
}
