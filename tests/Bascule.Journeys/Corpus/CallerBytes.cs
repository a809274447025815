using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>The bytes a caller sends for a recording, and those that its provider must then see.</summary>
internal sealed record CallerBytes(Format Format, byte[] Sent, byte[] Upstream, string Model)
{
    private const string AnyModel = "some-model";

    /// <summary>The recorded bytes, their model written as <c>PROVIDER/MODEL</c>; where no request was recorded, the least there is.</summary>
    public static CallerBytes Of(Recording recording) => Of(recording, recording.Format.Name);

    /// <summary>The same, asked of a named provider.</summary>
    public static CallerBytes Of(Recording recording, string provider)
    {
        var format = recording.Format;
        var body = recording.Request ?? Encoding.UTF8.GetBytes(format.Hello(recording.Streaming));
        if (format.ModelInAddress)
        {
            return new CallerBytes(format, body, body, ModelOf(recording.Path));
        }

        var json = new Utf8JsonReader(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = json.ValueTextEquals("model"u8);
            json.Read();
            if (isModel)
            {
                var model = json.GetString()!;
                return new CallerBytes(format, [.. body[..(int)json.TokenStartIndex], .. Quoted($"{provider}/{model}"), .. body[(int)json.BytesConsumed..]], body, model);
            }

            json.Skip();
        }

        // Azure and Vertex name the model in the path.
        return new CallerBytes(format, With($"{provider}/{AnyModel}"), With(AnyModel), AnyModel);

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

    /// <summary>A stream whose caller did not ask for usage where it is told only when asked: the gateway does.</summary>
    public bool InjectsUsage
    {
        get
        {
            var asked = JsonNode.Parse(Upstream)!;
            return Format.StreamUsageIsAsked && Nodes.True(asked["stream"]) && !Nodes.True(Nodes.Member(asked["stream_options"], "include_usage"));
        }
    }

    /// <summary>The model's name in an address like <c>/v1beta/models/NAME:generateContent</c>.</summary>
    private static string ModelOf(string path) =>
        path.LastIndexOf("models/", StringComparison.Ordinal) is >= 0 and var at ? path[(at + "models/".Length)..].Split(':')[0] : AnyModel;

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes(JsonValue.Create(text).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
