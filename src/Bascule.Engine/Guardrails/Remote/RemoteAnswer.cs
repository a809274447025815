using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Guardrails.Remote;

/// <summary>What a remote guardrail says: whether it found something, what kinds, and what class it gives the request.</summary>
/// <param name="Found">There is something that it would not let pass.</param>
/// <param name="Kinds">Its own words for it, as far as they are words.</param>
/// <param name="Class">The class it gives, or null.</param>
public sealed record RemoteAnswer(bool Found, IReadOnlyList<string> Kinds, DataClass? Class)
{
    /// <summary>A kind is a word, not a text: what else a service says could be what it found.</summary>
    private const int LongestKind = 40;

    private const int MostDigits = 3;

    /// <summary>Reads OpenAI's moderation shape: a result for each text. Null: it is none.</summary>
    public static RemoteAnswer? ReadModeration(ReadOnlyMemory<byte> body, int texts)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is null || reading.Root["results"u8] is not { IsArray: true } results)
        {
            return null;
        }

        var (count, found, kinds) = (0, false, new List<string>());
        foreach (var result in results.AsItems())
        {
            if (!result.IsObject || (!result["flagged"u8].Exists && !result["categories"u8].IsObject))
            {
                return null;
            }

            count++;
            found |= result["flagged"u8].Kind == JsonValueKind.True;
            foreach (var (name, value) in result["categories"u8].Members())
            {
                if (value.Kind == JsonValueKind.True)
                {
                    found = true;
                    AddKind(kinds, name);
                }
            }
        }

        return count == texts ? new RemoteAnswer(found, kinds, null) : null;    // a text without a result was not judged
    }

    /// <summary>Reads a webhook's answer. Null: it is none.</summary>
    public static RemoteAnswer? ReadWebhook(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is not { Root.IsObject: true })
        {
            return null;
        }

        var (action, dataClass) = (reading.Root["action"u8], reading.Root["class"u8]);
        if ((action.Exists && action.AsText is not ("allow" or "block")) || (dataClass.Exists && DataClassWords.Parse(dataClass.AsText) is null))
        {
            return null;
        }

        var kinds = new List<string>();
        foreach (var kind in reading.Root["kinds"u8].AsItems())
        {
            AddKind(kinds, kind.AsText ?? "");
        }

        return new RemoteAnswer(action.Exists ? action.AsText == "block" : kinds.Count > 0, kinds, DataClassWords.Parse(dataClass.AsText));
    }

    private static void AddKind(List<string> kinds, string kind)
    {
        var isWord = kind.Length is > 0 and <= LongestKind && kind.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/' or '.') && kind.Count(char.IsAsciiDigit) <= MostDigits;
        if (kinds.Count < Verdict.MaxKinds)
        {
            kinds.Add(isWord ? kind : "other");
        }
    }
}
