using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>Answers of providers in the dialects that no caller speaks, as the vendors write them: each says <c>42</c>, eleven tokens in, three out.</summary>
internal static class ProvidedWire
{
    /// <summary>A provider of that dialect at the scripted upstream, in flow style.</summary>
    public static string Provider(string dialect, Uri upstream, string key = ScriptedHouse.UpstreamKey) =>
        $$"""{{dialect}}: { dialect: {{dialect}}, base_url: "{{upstream.GetLeftPart(UriPartial.Authority)}}"{{(key.Length > 0 ? $", api_key: {key}" : "")}} }""";

    public static ScriptedAnswer Whole(string dialect) => ScriptedAnswer.Json(dialect switch
    {
        "bedrock" => """{"output":{"message":{"role":"assistant","content":[{"text":"42"}]}},"stopReason":"end_turn","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}""",
        "cohere" => """{"id":"c1","message":{"role":"assistant","content":[{"type":"text","text":"42"}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":11,"output_tokens":3}}}""",
        _ => Wire.Answer(Ask.OpenAi),
    });

    /// <summary>A stream's frames: a beginning, two pieces of text, why it ends, and the proof.</summary>
    public static byte[][] Frames(string dialect) => dialect switch
    {
        "bedrock" =>
        [
            AwsFrames.Event("messageStart", """{"role":"assistant","p":"ab"}"""), AwsFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"4"}}"""),
            AwsFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"2"}}"""), AwsFrames.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
            AwsFrames.Event("messageStop", """{"stopReason":"end_turn"}"""), AwsFrames.Event("metadata", """{"usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}"""),
        ],
        "cohere" => Sse(
            Event("""{"id":"c1","type":"message-start","delta":{"message":{"role":"assistant"}}}"""), Event("""{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"4"}}}}"""),
            Event("""{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"2"}}}}"""), Event("""{"type":"content-end","index":0}"""),
            Event("""{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":11,"output_tokens":3}}}}""")),
        _ => Sse(
            Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4"), Wire.Text(Ask.OpenAi, "2"), Wire.Finish(Ask.OpenAi),
            Event("""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"up-model-2026","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14},"p":"ab"}"""),
            Wire.End(Ask.OpenAi)),
    };

    /// <summary>An error where the next frame should be.</summary>
    public static byte[] Error(string dialect) => dialect switch
    {
        "bedrock" => AwsFrames.Exception("throttlingException", """{"message":"Too many requests"}"""),
        "cohere" => Encoding.UTF8.GetBytes(Event("""{"type":"message-end","delta":{"finish_reason":"ERROR","error":"internal"}}""")),
        _ => Encoding.UTF8.GetBytes(Event("""{"error":{"message":"overloaded","type":"server_error","code":null}}""")),
    };

    public static ScriptedAnswer Stream(string dialect, IEnumerable<byte[]> frames) =>
        frames.Aggregate(ScriptedAnswer.Stream(dialect == "bedrock" ? AwsFrames.ContentType : "text/event-stream"), (answer, frame) => answer.Then(frame));

    private static string Event(string data) => $"data: {data}\n\n";

    private static byte[][] Sse(params string[] events) => Array.ConvertAll(events, Encoding.UTF8.GetBytes);
}
