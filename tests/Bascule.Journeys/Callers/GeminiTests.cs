using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>A Gemini caller over real sockets: before providers of his own dialect, whose bytes he gets, and of another.</summary>
public sealed class GeminiTests
{
    private const string Whole = """{"candidates": [{"content": {"parts": [{"text": "42"}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 11,"candidatesTokenCount": 3,"totalTokenCount": 34,"thoughtsTokenCount": 20},"modelVersion": "gemini-x","responseId": "r1","x": [true]}""";
    private const string First = """{"candidates": [{"content": {"parts": [{"text": "4"}],"role": "model"},"index": 0}],"modelVersion": "gemini-x","responseId": "r1"}""";

    private static readonly string Events = $"data: {First}\r\n\r\ndata: {Whole}\r\n\r\n";

    private static readonly string Array = $"[{First}\r\n,\r\n{Whole}\r\n]\r\n";

    [Fact]
    public async Task Whole_SameDialect_TheBytesGoThrough()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Whole));
        var told = await house.AskAsync("/v1beta/models/gemini%2Fm:generateContent");

        Assert.Equal((200, Whole), (told.Status, told.Text));
        var seen = await house.Upstream.NextAsync();
        Assert.Equal(("/v1beta/models/m:generateContent", GeminiHouse.Question), (seen.Target, seen.Text));
        Assert.Equal(GeminiHouse.UpstreamKey, seen.Headers["x-goog-api-key"]);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("gemini", "gemini", "gemini-x", 11L, 23L), (row.DialectIn, row.DialectOut, row.Model, row.Usage!.Input, row.Usage!.Output));
    }

    [Fact]
    public async Task Events_SameDialect_TheBytesGoThrough()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("text/event-stream").Then(Events).InChunksOf(7));
        var told = await house.AskAsync("/v1beta/models/models/gemini/m:streamGenerateContent?alt=sse");

        Assert.Equal((200, Events, false), (told.Status, told.Text, told.Broke));
        Assert.Equal("/v1beta/models/m:streamGenerateContent?alt=sse", (await house.Upstream.NextAsync()).Target);
        Assert.Equal((11L, 23L, true), ((await house.Gateway.RowAsync(told.Id)).Usage!.Input, (await house.Gateway.RowAsync(told.Id)).Usage!.Output, (await house.Gateway.RowAsync(told.Id)).Stream));
    }

    [Fact]
    public async Task Array_SameDialect_TheBytesGoThrough()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json; charset=UTF-8").Then(Array).InChunksOf(5));
        var told = await house.AskAsync("/v1/models/gemini/m:streamGenerateContent");

        Assert.Equal((200, Array, false), (told.Status, told.Text, told.Broke));
        Assert.Equal("/v1beta/models/m:streamGenerateContent", (await house.Upstream.NextAsync()).Target);
        Assert.Equal(23L, (await house.Gateway.RowAsync(told.Id)).Usage!.Output);
    }

    [Fact]
    public async Task Vertex_SameDialect_ProjectAndLocationStandInThePath()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Whole));
        Assert.Equal(200, (await house.AskAsync("/v1beta/models/vertex/m:generateContent", """{"model":"models/x","contents":[{"role":"user","parts":[{"text":"hi"}]}]}""")).Status);
        var seen = await house.Upstream.NextAsync();
        Assert.Equal("/v1/projects/p1/locations/europe-west4/publishers/google/models/m:generateContent", seen.Target);
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""", seen.Text);
    }

    [Theory]
    [InlineData("/v1beta/models/gemini/m:generateContent?key=KEY", "/v1beta/models/m:generateContent")]
    [InlineData("/v1beta/models/gemini/m:generateContent?a=1&key=KEY&b=%20", "/v1beta/models/m:generateContent?a=1&b=%20")]
    [InlineData("/v1beta/models/gemini/m:generateContent?%6bey=KEY&key=KEY", "/v1beta/models/m:generateContent")]
    public async Task KeyInTheAddress_IsTaken_AndNeverReachesTheUpstream(string asked, string target)
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Whole));
        Assert.Equal(200, (await house.AskAsync(asked.Replace("KEY", GeminiHouse.Key, StringComparison.Ordinal))).Status);
        var seen = await house.Upstream.NextAsync();
        Assert.Equal(target, seen.Target);
        Assert.DoesNotContain(seen.Headers, header => header.Value.Contains(GeminiHouse.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeyInTheAddress_WrongOrElsewhere_Is401InGooglesShape()
    {
        await using var house = await GeminiHouse.StartAsync();
        var wrong = await house.AskAsync("/v1beta/models/gemini/m:generateContent?key=no");
        var elsewhere = await house.AskAsync($"/v1/models/gemini/m:generateContent?key={GeminiHouse.Key}");
        Assert.Equal((401, "UNAUTHENTICATED"), (wrong.Status, StatusIn(wrong.Json)));
        Assert.Equal((401, "UNAUTHENTICATED"), (elsewhere.Status, StatusIn(elsewhere.Json)));
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Whole_OpenAiProvider_IsTranslatedBothWays()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.AskAsync("/v1beta/models/openai-chat/m:generateContent?x=1");

        Assert.Equal("42", TextIn(told.Json));
        Assert.Equal(11, told.Json.GetProperty("usageMetadata").GetProperty("promptTokenCount").GetInt32());
        var seen = await house.Upstream.NextAsync();
        Assert.Equal("/v1/chat/completions", seen.Target);
        Assert.Equal(("m", 50), (seen.Json.GetProperty("model").GetString(), seen.Json.GetProperty("max_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OpenAiProvider_IsTranslatedInBothForms(bool events)
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4"), Wire.Text(Ask.OpenAi, "2"), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi)));
        var told = await house.AskAsync("/v1beta/models/openai-chat/m:streamGenerateContent" + (events ? "?alt=sse" : ""));

        JsonElement[] chunks = events ? [.. told.Events.Select(data => JsonElement.Parse(data))] : [.. told.Json.EnumerateArray()];
        Assert.Equal("42", string.Concat(chunks.Select(TextIn)));
        Assert.Equal("STOP", chunks[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString());
        Assert.StartsWith(events ? "text/event-stream" : "application/json", told.Header("content-type"), StringComparison.Ordinal);
        Assert.False(told.Broke);
    }

    [Theory]
    [InlineData("gemini/m", true)]
    [InlineData("gemini/m", false)]
    [InlineData("openai-chat/m", true)]
    [InlineData("openai-chat/m", false)]
    public async Task Stream_Cut_EndsWithAnErrorInItsForm(string model, bool events)
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(model.StartsWith("openai", StringComparison.Ordinal)
            ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4"))
            : events ? ScriptedAnswer.Sse($"data: {First}\r\n\r\n") : ScriptedAnswer.Stream("application/json").Then($"[{First}"));
        var told = await house.AskAsync($"/v1beta/models/{model}:streamGenerateContent" + (events ? "?alt=sse" : ""));

        JsonElement[] chunks = events ? [.. told.Events.Select(data => JsonElement.Parse(data))] : [.. told.Json.EnumerateArray()];
        Assert.Equal(200, told.Status);
        Assert.Equal("4", string.Concat(chunks[..^1].Select(TextIn)));
        Assert.Equal("UNAVAILABLE", StatusIn(chunks[^1]));
    }

    [Fact]
    public async Task Refusals_AreInGooglesShape()
    {
        await using var house = await GeminiHouse.StartAsync();
        var unknown = await house.AskAsync("/v1beta/models/nowhere:generateContent");
        var streamed = await house.AskAsync("/v1beta/models/nowhere:streamGenerateContent");
        var malformed = await house.AskAsync("/v1beta/models/gemini/m:generateContent", """{"contents":1""");
        var verb = await house.AskAsync("/v1beta/models/gemini/m:doSomething");

        Assert.Equal((404, "NOT_FOUND"), (unknown.Status, StatusIn(unknown.Json)));
        Assert.Equal((404, "NOT_FOUND"), (streamed.Status, StatusIn(streamed.Json[0])));
        Assert.Equal((400, "INVALID_ARGUMENT"), (malformed.Status, StatusIn(malformed.Json)));
        Assert.Equal((404, "NOT_FOUND"), (verb.Status, StatusIn(verb.Json)));
        Assert.Equal(unknown.Id, unknown.Json.GetProperty("error").GetProperty("details")[0].GetProperty("metadata").GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task RateLimit_OfTheUpstream_SaysWhenToComeAgain()
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}""", 429));
        var told = await house.AskAsync("/v1beta/models/gemini/m:generateContent");
        Assert.Equal((429, "RESOURCE_EXHAUSTED", "7"), (told.Status, StatusIn(told.Json), told.Header("retry-after")));
    }

    [Fact]
    public async Task Models_AreListedInGeminisShape()
    {
        await using var house = await GeminiHouse.StartAsync();
        var list = await house.GetAsync($"/v1beta/models?key={GeminiHouse.Key}");
        var one = await house.GetAsync("/v1beta/models/models%2Fassistant");
        var none = await house.GetAsync("/v1beta/models/nobody");

        Assert.Contains("models/assistant", list.Json.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        Assert.Equal("models/assistant", one.Json.GetProperty("name").GetString());
        Assert.Contains("generateContent", one.Json.GetProperty("supportedGenerationMethods").EnumerateArray().Select(method => method.GetString()));
        Assert.Equal((404, "NOT_FOUND"), (none.Status, StatusIn(none.Json)));
    }

    private static string? StatusIn(JsonElement root) => root.GetProperty("error").GetProperty("status").GetString();

    private static string TextIn(JsonElement chunk)
    {
        var text = new StringBuilder();
        foreach (var part in chunk.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts").EnumerateArray())
        {
            text.Append(part.GetProperty("text").GetString());
        }

        return text.ToString();
    }
}
