using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reads a whole answer.</summary>
internal static class AnthropicAnswerReader
{
    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body);
        if (reading is not { Root.IsObject: true })
        {
            return AnthropicErrorReader.Broken("The upstream's answer is not valid JSON.");
        }

        var root = reading.Root;
        if (root[Wire.Error].Exists)
        {
            return AnthropicErrorReader.ReadInBand(root);
        }

        if (!root[Wire.Content].IsArray)
        {
            return AnthropicErrorReader.Broken("The upstream's answer has no content.");
        }

        var answer = Read(root.Taking());
        return reading.Failure is { } failure ? AnthropicErrorReader.Broken($"The upstream's answer cannot be read: {failure.Message}") : answer;
    }

    private static Answer Read(JsonMembers root)
    {
        root.Take(Wire.Type);
        root.Take(Wire.Role);
        var usage = root.Take(Wire.Usage);
        var counts = default(AnthropicUsage);
        counts.Take(usage);
        var stop = AnthropicStop.Read(root.Take(Wire.StopReason), root.Take(Wire.StopSequence));
        return new Answer
        {
            Id = root.Take(Wire.Id).AsText ?? "",
            Model = root.Take(Wire.Model).AsText ?? "",
            Choices = [new Choice(0, AnthropicBlockReader.ReadContent(root.Take(Wire.Content)), stop)],
            Usage = counts.IsEmpty ? null : counts.ToHub(),
            ServiceTier = usage[Wire.ServiceTier].AsText,
            Foreign = root.RestAsForeign(Wire.Words.Dialect),
        };
    }
}
