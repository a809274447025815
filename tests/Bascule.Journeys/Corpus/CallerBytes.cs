using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bascule.Journeys.Corpus;

/// <summary>The bytes a caller sends for a recording, and those that its provider must then see.</summary>
internal sealed record CallerBytes(string Dialect, byte[] Sent, byte[] Upstream, string Model)
{
    private const string AnyModel = "some-model";

    /// <summary>The recorded bytes, their model written as <c>PROVIDER/MODEL</c>; where no request was recorded, the least there is.</summary>
    public static CallerBytes Of(Recording recording)
    {
        var body = recording.Request ?? Encoding.UTF8.GetBytes(
            $$"""{"messages":[{"role":"user","content":"Hello"}],"max_tokens":100{{(recording.Streaming ? ",\"stream\":true" : "")}}}""");
        var json = new Utf8JsonReader(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = json.ValueTextEquals("model"u8);
            json.Read();
            if (isModel)
            {
                var model = json.GetString()!;
                return new CallerBytes(recording.Dialect, [.. body[..(int)json.TokenStartIndex], .. Quoted($"{recording.Dialect}/{model}"), .. body[(int)json.BytesConsumed..]], body, model);
            }

            json.Skip();
        }

        // Azure and Vertex name the model in the path.
        return new CallerBytes(recording.Dialect, With($"{recording.Dialect}/{AnyModel}"), With(AnyModel), AnyModel);

        byte[] With(string model) => [(byte)'{', .. "\"model\":"u8, .. Quoted(model), (byte)',', .. body[1..]];
    }

    /// <summary>What the provider saw instead of the caller's bytes, or null where only what is allowed was edited.</summary>
    public string? Differs(byte[] seen)
    {
        if (seen.AsSpan().SequenceEqual(Upstream))
        {
            return null;
        }

        if (!InjectsUsage)
        {
            return $"the upstream saw other bytes: {Encoding.UTF8.GetString(seen)}";
        }

        var expected = (JsonObject)JsonNode.Parse(Upstream)!;
        if (expected["stream_options"] is not JsonObject)
        {
            expected["stream_options"] = new JsonObject();
        }

        expected["stream_options"]!["include_usage"] = true;
        var same = seen.AsSpan().CommonPrefixLength(Upstream);
        var tail = 0;
        while (tail < Upstream.Length - same && Upstream[^(tail + 1)] == seen[^(tail + 1)])
        {
            tail++;
        }

        return !JsonNode.DeepEquals(expected, JsonNode.Parse(seen)) ? $"the edits changed the meaning: {Encoding.UTF8.GetString(seen)}"
            : Upstream.Length - same - tail > "false".Length ? $"more than the edit is written anew: {Encoding.UTF8.GetString(seen)}"
            : null;
    }

    /// <summary>A chat stream whose caller did not ask for usage: the gateway does.</summary>
    public bool InjectsUsage
    {
        get
        {
            var asked = JsonNode.Parse(Upstream)!;
            return Dialect == Formats.Chat && asked["stream"] is JsonValue stream && stream.GetValue<bool>()
                && !(asked["stream_options"]?["include_usage"] is JsonValue told && told.TryGetValue<bool>(out var wanted) && wanted);
        }
    }

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes(JsonValue.Create(text).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
