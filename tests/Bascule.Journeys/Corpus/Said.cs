using System.Text.Json.Nodes;

namespace Bascule.Journeys.Corpus;

/// <summary>What an answer says, in words that all wire formats share. Filled by readers written from the providers' documentation, not by Bascule's dialects.</summary>
internal sealed class Said
{
    private bool _thinking;

    public string Model { get; set; } = "";

    /// <summary>Words for the reader, refusals among them.</summary>
    public string Text { get; set; } = "";

    /// <summary>Readable thinking, each part by itself.</summary>
    public List<string> Reasoning { get; } = [];

    /// <summary>Thinking that was withheld: opaque data.</summary>
    public List<string> Redacted { get; } = [];

    public List<string> Signatures { get; } = [];

    public List<Call> Calls { get; } = [];

    /// <summary><c>stop length tool_calls content_filter</c>.</summary>
    public string Stop { get; set; } = "";

    public Tally Usage { get; set; }

    public List<string> CitedUrls { get; } = [];

    /// <summary>Citations of documents, which have no address.</summary>
    public int CitedDocuments { get; set; }

    public int Choices { get; set; } = 1;

    public bool LogProbabilities { get; set; }

    public int Audio { get; set; }

    public int Images { get; set; }

    /// <summary>Kinds of content that only its own format has: server tools and their results.</summary>
    public SortedSet<string> Foreign { get; } = new(StringComparer.Ordinal);

    /// <summary>The error inside a 2xx answer or stream.</summary>
    public JsonNode? Error { get; set; }

    /// <summary>Where in the stream's text the event with the error begins.</summary>
    public int ErrorAt { get; set; }

    /// <summary>The format's own terminal event was seen, or, where a provider sends none, a reason to stop.</summary>
    public bool Ended { get; set; }

    /// <summary>What of the stream breaks the rules of its format.</summary>
    public List<string> Broken { get; } = [];

    public bool Any => Text.Length > 0 || Reasoning.Count > 0 || Redacted.Count > 0 || Calls.Count > 0 || Audio > 0 || Images > 0 || Foreign.Count > 0;

    /// <summary>A whole and sound answer.</summary>
    public bool IsSound => Error is null && Ended && Choices > 0;

    /// <summary>A piece of thinking: one part with the piece before, unless something else came between.</summary>
    public void Think(string piece)
    {
        if (piece.Length == 0)
        {
            return;
        }

        if (_thinking)
        {
            Reasoning[^1] += piece;
        }
        else
        {
            Reasoning.Add(piece);
        }

        _thinking = true;
    }

    /// <summary>A piece of the words.</summary>
    public void Speak(string piece)
    {
        _thinking &= piece.Length == 0;
        Text += piece;
    }

    public void Call(string id, string name, string arguments)
    {
        _thinking = false;
        Calls.Add(new Call(id, name, arguments));
    }

    /// <summary>Something that has no other name here.</summary>
    public void Show(string kind)
    {
        _thinking = false;
        Foreign.Add(kind);
    }

    /// <summary>The reason to stop, where a format says the same with calls and without.</summary>
    public void StopFor(string reason) => Stop = reason is "stop" or "" && Calls.Count > 0 ? "tool_calls" : reason.Length == 0 ? "stop" : reason;
}

/// <summary>A tool call; the arguments as text.</summary>
internal sealed record Call(string Id, string Name, string Arguments)
{
    /// <summary>What proves it, where a format has it stand on the call.</summary>
    public string Signature { get; init; } = "";

    public bool SameArguments(Call other) =>
        Parse(Arguments) is { } mine
            ? Parse(other.Arguments) is { } theirs && JsonNode.DeepEquals(mine, theirs)
            : Arguments == other.Arguments || (Parse(other.Arguments) is JsonObject { Count: 1 } wrapped && wrapped["_raw"]?.GetValue<string>() == Arguments);

    /// <summary>No arguments mean an empty object; some spell them <c>null</c>.</summary>
    private static JsonObject? Parse(string arguments)
    {
        try
        {
            return string.IsNullOrWhiteSpace(arguments) || arguments == "null" ? [] : JsonNode.Parse(arguments) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}

/// <summary>Tokens: input holds what was cached, output holds reasoning. What was not told is 0.</summary>
internal readonly record struct Tally(long Input, long Output, long Cached = 0, long Written = 0, long Reasoning = 0);
