using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bascule.Journeys.Corpus;

/// <summary>What a request says in words that both formats share, read without Bascule's dialects. White space between pieces counts for nothing: they are joined differently.</summary>
internal sealed class Asked
{
    public string Instructions { get; private set; } = "";

    public string User { get; private set; } = "";

    public string Assistant { get; private set; } = "";

    /// <summary>Name and arguments of each call.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The number of the call each result is for, and its words.</summary>
    public List<string> Results { get; } = [];

    public List<string> Images { get; } = [];

    public List<string> Files { get; } = [];

    /// <summary>Name, description and schema of each tool that the caller runs.</summary>
    public List<string> Tools { get; } = [];

    public string Choice { get; private set; } = "";

    public string Most { get; private set; } = "";

    public string Temperature { get; private set; } = "";

    public string TopP { get; private set; } = "";

    public string Stops { get; private set; } = "";

    public string Schema { get; private set; } = "";

    private readonly List<string> _ids = [];

    /// <summary>The assistant speaks first; Anthropic wants a word of the user before that.</summary>
    private bool _begunByAssistant;

    public static Asked Of(bool messages, byte[] body)
    {
        var (asked, root) = (new Asked(), (JsonObject)JsonNode.Parse(body)!);
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["top_p"]);
        if (messages)
        {
            asked.ReadMessages(root);
        }
        else
        {
            asked.ReadChat(root);
        }

        return asked;
    }

    /// <summary>What did not arrive. What the caller left open may have been filled in.</summary>
    public IEnumerable<Problem> Lost(Asked arrived)
    {
        return
        [
            .. Same("instructions", Instructions, arrived.Instructions),
            .. Same("user", _begunByAssistant ? "." + User : User, arrived.User),
            .. Same("assistant", Assistant, arrived.Assistant),
            .. Same("calls", string.Join('\n', Calls), string.Join('\n', arrived.Calls)),
            .. Same("results", string.Join('\n', Results), string.Join('\n', arrived.Results)),
            .. Same("images", string.Join('\n', Images), string.Join('\n', arrived.Images)),
            .. Same("files", string.Join('\n', Files), string.Join('\n', arrived.Files)),
            .. Same("tools", string.Join('\n', Tools), string.Join('\n', arrived.Tools.Intersect(Tools))),
            .. Set("choice", Choice, arrived.Choice),
            .. Set("most", Most, arrived.Most),
            .. Set("temperature", Temperature, arrived.Temperature),
            .. Set("top_p", TopP, arrived.TopP),
            .. Set("stops", Stops, arrived.Stops),
            .. Set("schema", Schema, arrived.Schema),
        ];

        static IEnumerable<Problem> Same(string what, string expected, string actual) =>
            expected == actual ? [] : [new Problem($"asked-{what}", $"'{actual}' instead of '{expected}'")];

        static IEnumerable<Problem> Set(string what, string expected, string actual) => expected.Length == 0 ? [] : Same(what, expected, actual);
    }

    private void ReadChat(JsonObject root)
    {
        _begunByAssistant = Items(root["messages"]).FirstOrDefault(message => Text(message["role"]) is not ("system" or "developer"))?["role"] is not { } first || Text(first) != "user";
        foreach (var message in Items(root["messages"]))
        {
            ReadChatMessage(Text(message["role"]), message);
        }

        foreach (var tool in Items(root["tools"]))
        {
            if (tool["function"] is JsonObject function)
            {
                AddTool(function, "parameters");
            }
        }

        foreach (var function in Items(root["functions"]))
        {
            AddTool(function, "parameters");
        }

        Choice = root["tool_choice"] is JsonObject named ? Text(named["function"]?["name"]) : Text(root["tool_choice"]);
        Most = Raw(root["max_completion_tokens"] ?? root["max_tokens"]);
        Stops = root["stop"] is JsonArray stops ? stops.ToJsonString() : root["stop"] is { } one ? new JsonArray(one.DeepClone()).ToJsonString() : "";
        Schema = Raw(root["response_format"]?["json_schema"]?["schema"]);
    }

    private void ReadChatMessage(string role, JsonObject message)
    {
        if (role is "tool" or "function")
        {
            Results.Add($"{_ids.IndexOf(Text(message["tool_call_id"]))} {Words(message["content"])}");
            return;
        }

        var words = Words(message["content"]) + Squeezed(Text(message["refusal"]));
        (Instructions, User, Assistant) = role switch
        {
            "system" or "developer" => (Instructions + words, User, Assistant),
            "assistant" => (Instructions, User, Assistant + words),
            _ => (Instructions, User + words, Assistant),
        };
        foreach (var call in Items(message["tool_calls"]))
        {
            AddCall(Text(call["id"]), Text(call["function"]?["name"]), Text(call["function"]?["arguments"]));
        }
    }

    private void ReadMessages(JsonObject root)
    {
        Instructions = Words(root["system"]);
        foreach (var message in Items(root["messages"]))
        {
            var words = Words(message["content"]);
            (User, Assistant) = Text(message["role"]) == "assistant" ? (User, Assistant + words) : (User + words, Assistant);
            foreach (var block in Items(message["content"]))
            {
                if (Text(block["type"]) == "tool_use")
                {
                    AddCall(Text(block["id"]), Text(block["name"]), Raw(block["input"]));
                }
                else if (Text(block["type"]) == "tool_result")
                {
                    Results.Add($"{_ids.IndexOf(Text(block["tool_use_id"]))} {Words(block["content"])}");
                }
            }
        }

        foreach (var tool in Items(root["tools"]).Where(tool => tool["input_schema"] is not null))
        {
            AddTool(tool, "input_schema");
        }

        // Without tools that the caller runs there is nothing left to choose.
        Choice = Tools.Count == 0 ? "" : Text(root["tool_choice"]?["type"]) switch
        {
            "any" => "required",
            "tool" => Text(root["tool_choice"]!["name"]),
            var word => word,
        };
        Most = Raw(root["max_tokens"]);
        Stops = root["stop_sequences"] is JsonArray { Count: > 0 } stops ? stops.ToJsonString() : "";
        Schema = Raw(root["output_config"]?["format"]?["schema"] ?? root["output_format"]?["schema"]);
    }

    /// <summary>The words of a content; pictures and files in it are noted.</summary>
    private string Words(JsonNode? content)
    {
        var words = Squeezed(Text(content));
        foreach (var part in Items(content))
        {
            switch (Text(part["type"]))
            {
                case "text":
                    words += Squeezed(Text(part["text"]));
                    break;
                case "image_url":
                    Images.Add(part["image_url"] is JsonObject image ? Text(image["url"]) : Text(part["image_url"]));
                    break;
                case "image" when part["source"] is { } source:
                    Images.Add(Text(source["type"]) == "base64" ? $"data:{Text(source["media_type"])};base64,{Text(source["data"])}" : Text(source["url"]));
                    break;
                case "file":
                    Files.Add(Text(part["file"]?["file_data"]).Split(',')[^1]);
                    break;
                case "document" when part["source"] is { } source && Text(source["type"]) == "text":
                    words += Squeezed(Text(part["title"]) + Text(part["context"]) + Text(source["data"]));
                    break;
                case "document" when part["source"] is { } source:
                    Files.Add(Text(source["data"]));
                    break;
            }
        }

        return words;
    }

    private void AddCall(string id, string name, string arguments)
    {
        _ids.Add(id);
        Calls.Add($"{name} {Normal(arguments)}");
    }

    private void AddTool(JsonObject tool, string schema) => Tools.Add($"{Text(tool["name"])} {Text(tool["description"])} {Raw(tool[schema])}");

    private static string Normal(string json)
    {
        try
        {
            return json.Length == 0 ? "{}" : JsonNode.Parse(json)?.ToJsonString() ?? "{}";
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? $"{number}" : "";

    private static string Raw(JsonNode? node) => node?.ToJsonString() ?? "";

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static string Squeezed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
