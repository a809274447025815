using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>Answers of providers in the dialects that no caller speaks, as the vendors write them: each says <c>42</c>, eleven tokens in, three out.</summary>
internal static class ProvidedWire
{
    /// <summary>A provider of that dialect at the scripted upstream, in flow style.</summary>
    public static string Provider(string dialect, Uri upstream) =>
        $$"""{{dialect}}: { dialect: {{dialect}}, base_url: "{{upstream.GetLeftPart(UriPartial.Authority)}}", api_key: {{ScriptedHouse.UpstreamKey}} }""";

    public static ScriptedAnswer Whole(string dialect) => ScriptedAnswer.Json(dialect switch
    {
        _ => Wire.Answer(Ask.OpenAi),
    });

    /// <summary>A stream's frames: a beginning, two pieces of text, why it ends, and the proof.</summary>
    public static byte[][] Frames(string dialect) => [.. (dialect switch
    {
        _ => new[] { Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4"), Wire.Text(Ask.OpenAi, "2"), Wire.Finish(Ask.OpenAi), """data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"up-model-2026","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14},"p":"ab"}""" + "\n\n", Wire.End(Ask.OpenAi) },
    }).Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>An error where the next frame should be.</summary>
    public static byte[] Error(string dialect) => System.Text.Encoding.UTF8.GetBytes(dialect switch
    {
        _ => """data: {"error":{"message":"overloaded","type":"server_error","code":null}}""" + "\n\n",
    });

    public static string StreamType(string dialect) => dialect switch
    {
        "bedrock" => "application/vnd.amazon.eventstream",
        _ => "text/event-stream",
    };

    public static ScriptedAnswer Stream(string dialect, IEnumerable<byte[]> frames) =>
        frames.Aggregate(ScriptedAnswer.Stream(StreamType(dialect)), (answer, frame) => answer.Then(frame));
}
