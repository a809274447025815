using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads one part, the same in requests and answers. What the hub has no word for is kept raw.</summary>
internal static class GeminiPartReader
{
    /// <summary>Members that may stand beside a part's content and be understood.</summary>
    private static readonly GeminiName[] Known =
        [Wire.Text, Wire.Thought, Wire.ThoughtSignature, Wire.InlineData, Wire.FileData, Wire.FunctionCall, Wire.FunctionResponse];

    /// <summary>Null for a part that says nothing. A call that has no id keeps none.</summary>
    public static Part? Read(JsonNode part)
    {
        if (!part.IsObject)
        {
            return null;
        }

        var signature = part.Get(Wire.ThoughtSignature).AsText is { Length: > 0 } given ? given : null;
        if (ForeignIn(part) is { } foreign)
        {
            return new ForeignPart(Wire.Dialect, foreign, part.Raw);
        }

        if (part.Get(Wire.FunctionCall) is { IsObject: true } call)
        {
            return new ToolCallPart(call.Get(Wire.Id).AsText ?? "", call.Get(Wire.Name).AsText ?? "", ArgumentsOf(call)) { Signature = signature };
        }

        if (part.Get(Wire.FunctionResponse) is { IsObject: true } response)
        {
            return ReadResult(response);
        }

        if (part.Get(Wire.InlineData) is { IsObject: true } inline)
        {
            return Media(new MediaSource(Base64: inline.Get(Wire.Data).AsText ?? "", MediaType: inline.Get(Wire.MimeType).AsText), inline.Get(Wire.DisplayName).AsText);
        }

        if (part.Get(Wire.FileData) is { IsObject: true } file)
        {
            return Media(new MediaSource(Url: file.Get(Wire.FileUri).AsText ?? "", MediaType: file.Get(Wire.MimeType).AsText), file.Get(Wire.DisplayName).AsText);
        }

        var text = part.Get(Wire.Text).AsText ?? "";
        if (text.Length == 0 && signature is null)
        {
            return null;
        }

        return part.Get(Wire.Thought).AsFlag == true
            ? new ReasoningPart(text) { Signature = signature, Vendor = signature is null ? null : Wire.Vendor }
            : new TextPart(text) { Signature = signature };
    }

    private static string ArgumentsOf(JsonNode call) => call.Get(Wire.Args) is { IsObject: true } args ? args.Raw.ToString() : "{}";

    private static ToolResultPart ReadResult(JsonNode node)
    {
        var content = new List<Part>();
        var isError = ReadResponse(node.Get(Wire.Response), content);
        content.AddRange(node.Get(Wire.Parts).OneOrMany().Select(Read).OfType<Part>());
        return new ToolResultPart(node.Get(Wire.Id).AsText ?? "", ValueList.From(content)) { Name = node.Get(Wire.Name).AsText, IsError = isError ? true : null };
    }

    /// <summary>An object that says only <c>output</c> or <c>error</c> in words is these words; any other is its JSON.</summary>
    private static bool ReadResponse(JsonNode response, List<Part> into)
    {
        var members = response.Members().Take(2).ToArray();
        if (members is [{ Key: "output" or "error", Value: { IsText: true } words }])
        {
            into.Add(new TextPart(words.AsText!));
            return members[0].Key == "error";
        }

        if (members.Length > 0)
        {
            into.Add(new TextPart(response.Raw.ToString()));
        }

        return false;
    }

    private static Part Media(MediaSource source, string? name)
    {
        var type = source.MediaType ?? "";
        return type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? new ImagePart(source)
            : type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? new AudioPart(source, FormatOf(type))
            : new FilePart(source) { Name = name };
    }

    /// <summary>The name of the first member that only this wire understands, or null.</summary>
    private static string? ForeignIn(JsonNode part)
    {
        foreach (var (name, value) in part.Members())
        {
            if (value.Exists && !Array.Exists(Known, known => known.Text == name || known.SnakeText == name))
            {
                return name;
            }
        }

        return null;
    }

    private static string FormatOf(string type) => type.ToLowerInvariant() switch
    {
        "audio/mpeg" or "audio/mp3" => "mp3",
        "audio/x-wav" or "audio/wave" or "audio/wav" => "wav",
        _ => type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..],
    };
}
