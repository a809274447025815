using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus;

/// <summary>What a request says in words that all formats share, read without Bascule's dialects. White space between pieces counts for nothing: they are joined differently.</summary>
internal sealed class Asked
{
    /// <summary>OpenAI's responses take no limit below it.</summary>
    private const int LeastOfResponses = 16;

    private readonly List<(string Id, string Name, bool Answered)> _calls = [];

    private string _instructions = "";
    private string _user = "";
    private string _assistant = "";

    /// <summary>The assistant speaks first, or nobody; Anthropic wants a word of the user before that.</summary>
    private bool _begunByAssistant;

    private readonly List<string> _pieces = [];
    private readonly List<string> _callTexts = [];
    private readonly List<string> _results = [];
    private readonly List<string> _images = [];
    private readonly List<string> _files = [];

    /// <summary>Name, description and schema of each tool that the caller runs.</summary>
    public List<string> Tools { get; } = [];

    public string Choice { get; set; } = "";

    public string Most { get; set; } = "";

    public string Temperature { get; set; } = "";

    public string TopP { get; set; } = "";

    public string Stops { get; private set; } = "";

    public JsonNode? Schema { get; set; }

    /// <summary>Where a format has but one text for the whole conversation: it.</summary>
    public string? Prompt { get; set; }

    public static Asked Of(Format format, byte[] body)
    {
        var asked = new Asked();
        format.Read(asked, (JsonObject)JsonNode.Parse(body)!);
        return asked;
    }

    /// <summary>Somebody speaks.</summary>
    /// <param name="role"><c>system developer user assistant model</c>.</param>
    public void Say(string role, string words)
    {
        var squeezed = Squeezed(words);
        _pieces.Add(squeezed);
        switch (role)
        {
            case "system" or "developer":
                _instructions += squeezed;
                return;
            case "assistant" or "model":
                _begunByAssistant |= _user.Length == 0 && _assistant.Length == 0 && _results.Count == 0;
                _assistant += squeezed;
                return;
            default:
                _user += squeezed;
                return;
        }
    }

    public void AddCall(string id, string name, string arguments)
    {
        _begunByAssistant |= _user.Length == 0 && _assistant.Length == 0 && _callTexts.Count == 0 && _images.Count == 0 && _files.Count == 0;
        _calls.Add((id, name, false));
        _callTexts.Add($"{name} {Normal(arguments is "" or "null" ? "{}" : arguments)}");
    }

    /// <summary>A result is of the call with its id; where there are no ids, of the first call of that name without one.</summary>
    public void AddResult(string id, string name, string words)
    {
        var at = id.Length > 0 ? _calls.FindIndex(call => call.Id == id) : _calls.FindIndex(call => !call.Answered && (name.Length == 0 || call.Name == name));
        if (at >= 0)
        {
            _calls[at] = _calls[at] with { Answered = true };
        }

        _results.Add($"{at} {Squeezed(Unwrapped(Normal(words)))}");
    }

    /// <summary>An address, or the bytes in base 64, as a data address or not.</summary>
    public void AddImage(string source) => _images.Add(Bytes(source));

    public void AddFile(string source) => _files.Add(Bytes(source));

    public void AddTool(string name, string description, JsonNode? schema) => Tools.Add($"{name} {description} {Raw(PlainSchema.Of(schema))}");

    public void SetStops(JsonNode? stops) =>
        Stops = stops is JsonArray { Count: > 0 } several ? several.ToJsonString() : Text(stops) is { Length: > 0 } one ? new JsonArray(one).ToJsonString() : "";

    /// <summary>What did not arrive. What the caller left open may have been filled in.</summary>
    public IEnumerable<Problem> Lost(Asked arrived)
    {
        // Where a format has no schema it is told in words, after those of the caller.
        var toldInWords = Schema is not null && arrived.Schema is null && arrived._instructions.Contains(Squeezed(Raw(Schema)), StringComparison.Ordinal);
        IEnumerable<Problem> words = arrived.Prompt is { } prompt
            ? _pieces.Where(said => !Squeezed(prompt).Contains(said, StringComparison.Ordinal)).SelectMany(said => Same("prompt", said, prompt))
            :
            [
                .. toldInWords && arrived._instructions.StartsWith(_instructions, StringComparison.Ordinal) ? [] : Same("instructions", _instructions, arrived._instructions),
                .. (_begunByAssistant || _user.Length == 0) && arrived._user == "." + _user ? [] : Same("user", _user, arrived._user),
                .. Same("assistant", _assistant, arrived._assistant),
                .. Same("calls", string.Join('\n', _callTexts), string.Join('\n', arrived._callTexts)),
                .. Same("results", string.Join('\n', _results), string.Join('\n', arrived._results)),
            ];
        // A format that cannot name a tool offers that one alone and demands one.
        var named = arrived.Choice == "required" && arrived.Tools is [var only] && only.StartsWith(Choice + " ", StringComparison.Ordinal);
        return
        [
            .. words,
            .. Same("images", string.Join('\n', _images), string.Join('\n', arrived._images)),
            .. Same("files", string.Join('\n', _files), string.Join('\n', arrived._files)),
            .. named ? [] : Same("tools", string.Join('\n', Tools), string.Join('\n', arrived.Tools.Intersect(Tools))),
            .. named || (Choice == "auto" && arrived.Choice.Length == 0) ? [] : Set("choice", Choice, arrived.Choice),
            .. Most.Length > 0 && int.Parse(Most) < LeastOfResponses && arrived.Most == $"{LeastOfResponses}" ? [] : Set("most", Most, arrived.Most),
            .. Set("temperature", Temperature, arrived.Temperature),
            .. Set("top_p", TopP, arrived.TopP),
            .. Set("stops", Stops, arrived.Stops),
            .. Schema is null || toldInWords || JsonNode.DeepEquals(PlainSchema.Of(Schema), PlainSchema.Of(arrived.Schema)) ? [] : Same("schema", Raw(Schema), Raw(arrived.Schema)),
        ];

        static IEnumerable<Problem> Same(string what, string expected, string actual) =>
            expected == actual ? [] : [new Problem($"asked-{what}", $"'{actual}' instead of '{expected}'")];

        static IEnumerable<Problem> Set(string what, string expected, string actual) => expected.Length == 0 ? [] : Same(what, expected, actual);
    }

    private static string Bytes(string source) => source.StartsWith("data:", StringComparison.Ordinal) ? source.Split(',')[^1] : source;

    /// <summary>A result that is an object around one text is that text, an empty one nothing.</summary>
    private static string Unwrapped(string words)
    {
        if (words == "{}")
        {
            return "";
        }

        try
        {
            return words.StartsWith('{') && JsonNode.Parse(words) is JsonObject { Count: 1 } holder && Text(Member(holder, "result", "output", "error", "content")) is { Length: > 0 } text ? text : words;
        }
        catch (JsonException)
        {
            return words;
        }
    }

    /// <summary>JSON is spelled in many ways.</summary>
    private static string Normal(string text)
    {
        try
        {
            return text.TrimStart() is ['{' or '[', ..] ? JsonNode.Parse(text)!.ToJsonString() : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
