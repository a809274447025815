using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>What a transcript says, in whichever form it was asked for.</summary>
internal static class TranscriptText
{
    /// <summary>The words; of JSON without a <c>text</c> all of it, as JSON.</summary>
    public static (string Text, bool IsJson) Of(ReadOnlySpan<byte> answer)
    {
        var begin = answer.TrimStart(" \r\n\t"u8);
        if (begin.StartsWith("data:"u8) || begin.StartsWith("event:"u8) || begin.StartsWith(":"u8))
        {
            return (OfEvents(Encoding.UTF8.GetString(answer)), false);
        }

        var whole = Encoding.UTF8.GetString(answer);
        return !begin.StartsWith("{"u8) ? (whole, false) : Member(whole, "text") is { } text ? (text, false) : (whole, true);
    }

    /// <summary>The pieces put together, and the whole where it says something else.</summary>
    private static string OfEvents(string answer)
    {
        var (pieces, wholes) = (new StringBuilder(), new StringBuilder());
        foreach (var line in answer.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)))
        {
            pieces.Append(Member(line[5..], "delta"));
            wholes.Append(Member(line[5..], "text"));
        }

        return pieces.Equals(wholes) ? pieces.ToString() : $"{pieces}\n{wholes}";
    }

    private static string? Member(string json, string name)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
