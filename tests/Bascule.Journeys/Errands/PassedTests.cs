using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Moderations, rerank, images and speech are passed on: bytes up, bytes down, usage read off where it is told.</summary>
public sealed class PassedTests
{
    private const string Deployments = """
        deployments:
          one: { provider: openai-chat, upstream: up-1, price: { input: 2, output: 8 } }
          two: { provider: openai-chat, upstream: up-2, price: { input: 2, output: 8 } }
        routes:
          both: { candidates: [one, two], retries: 0 }
        """;

    public static TheoryData<string, string, string, string, long?, long?> Json => new()
    {
        { "/v1/moderations", "/v1/moderations", """{"model":"one","input":[{"type":"text","text":"a"}]}""", """{"id":"modr-1","model":"up-1","results":[{"flagged":false}]}""", null, null },
        { "/v1/rerank", "/v1/rerank", """{"model":"one","query":"q","documents":["a",{"text":"b"}],"top_n":1}""", """{"model":"up-1","usage":{"total_tokens":43},"results":[{"index":0,"relevance_score":0.7}]}""", 43, null },
        { "/v2/rerank", "/v1/rerank", """{"model":"one","query":"q","documents":["a"],"top_k":1}""", """{"id":"x","results":[],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""", null, null },
        { "/v1/images/generations", "/v1/images/generations", """{"model":"one","prompt":"a cat","n":1}""", """{"created":1,"data":[{"b64_json":"aGVsbG8="}],"usage":{"input_tokens":50,"output_tokens":4160,"total_tokens":4210,"input_tokens_details":{"text_tokens":50}}}""", 50, 4160 },
        { "/v1/images/edits", "/v1/images/edits", """{"model":"one","prompt":"a hat","images":[{"image_url":"data:image/png;base64,aGVsbG8="}]}""", """{"created":1,"data":[],"usage":{"input_tokens":1,"output_tokens":2}}""", 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Json))]
    public async Task Json_PassesBothWays_WithWhatItsAnswerTells(string path, string asked, string body, string answer, long? input, long? output)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync(path, body);

        var seen = await house.Upstream.NextAsync();
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, answer), (told.Status, told.Text));
        Assert.Equal((asked, body.Replace("\"one\"", "\"up-1\"", StringComparison.Ordinal)), (seen.Target, seen.Text));
        Assert.Equal(("one", "request", 200), (row.Deployment, row.Kind, row.Status));
        if (input is not null)
        {
            Assert.Equal((input, output ?? 0, false, (input.Value * 2000) + ((output ?? 0) * 8000)), (row.Usage!.Input, row.Usage.Output, row.Usage.Estimated, row.CostNano!.Value));
        }
        else
        {
            Assert.True(row.Usage!.Estimated);
        }
    }

    [Fact]
    public async Task Images_WithoutUsage_CostIsUnknown()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"created":1,"data":[{"url":"https://x"}]}"""));

        var told = await house.Client.PostAsync("/v1/images/generations", """{"model":"one","prompt":"a cat"}""");

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, null, null, true), (row.Status, row.Usage, row.CostNano, row.CostUnknown));
        Assert.Null(told.Header("x-bascule-cost-usd"));
    }

    [Fact]
    public async Task Model_LeftToItsDefault_IsNamedUpstream()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { omni-moderation-latest: [openai-chat/omni-2] }");
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"results":[]}"""));

        var told = await house.Client.PostAsync("/v1/moderations", """{"input":"a"}""");

        Assert.Equal((200, """{"model":"omni-2","input":"a"}"""), (told.Status, (await house.Upstream.NextAsync()).Text));
    }

    [Fact]
    public async Task Speech_Sound_FlowsThroughUnchangedAsItComes()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        byte[] sound = [.. Enumerable.Range(0, 200_000).Select(at => (byte)(at * 7))];
        var released = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("audio/mpeg").Then(sound[..70_000]).ThenHold(released.Task).Then(sound[70_000..]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech") { Content = new StringContent("""{"model":"one","input":"hello","voice":"alloy"}""", null, "application/json") };

        using var response = await house.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var early = new byte[10_000];
        await body.ReadExactlyAsync(early);
        released.SetResult();
        using var rest = new MemoryStream();
        await body.CopyToAsync(rest);

        Assert.Equal(("audio/mpeg", "one"), (response.Content.Headers.ContentType!.ToString(), response.Headers.GetValues("x-bascule-deployment").Single()));
        Assert.True(sound.AsSpan().SequenceEqual([.. early, .. rest.ToArray()]));
        var row = await house.Gateway.RowAsync(response.Headers.GetValues("x-bascule-request-id").Single());
        Assert.Equal((200, true, false), (row.Status, row.CostUnknown, row.Stream));
    }

    [Fact]
    public async Task Events_AreAStreamWithTheUsageOfTheirEnd()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        string[] events = ["data: {\"type\":\"speech.audio.delta\",\"audio\":\"aGk=\"}\n\n", "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":10,\"output_tokens\":20,\"total_tokens\":30}}\n\n"];
        house.Upstream.Enqueue(ScriptedAnswer.Sse(events));

        var told = await house.Client.PostAsync("/v1/audio/speech", """{"model":"one","input":"hello","stream_format":"sse"}""");

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((string.Concat(events), "no-cache"), (told.Text, told.Header("cache-control")));
        Assert.Equal((true, 10L, 20L), (row.Stream, row.Usage!.Input, row.Usage.Output));
    }

    [Fact]
    public async Task Sound_CutMidway_BreaksTheConnection()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Whole(new byte[100_000], "audio/mpeg").AbortAfter(90_000));

        var told = await house.Client.PostAsync("/v1/audio/speech", """{"model":"both","input":"hello"}""");

        Assert.True(told.Broke);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("upstream_unreachable", true), (row.Error, row.CostUnknown));
        Assert.Single(row.Attempts);
    }

    [Theory]
    [InlineData("/v1/moderations", """{"model":"both","input":"a"}""", """{"results":[]}""")]
    [InlineData("/v1/rerank", """{"model":"both","query":"q","documents":["a"]}""", """{"results":[]}""")]
    [InlineData("/v1/images/generations", """{"model":"both","prompt":"a"}""", """{"data":[]}""")]
    public async Task Failure_BeforeAnyByte_AsksTheNext(string path, string body, string answer)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Whole(Encoding.UTF8.GetBytes("<html>"), "text/html"), ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync(path, body);

        Assert.Equal((200, answer, "two", "2"), (told.Status, told.Text, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
    }

    [Fact]
    public async Task Refusal_OfTheUpstream_IsToldInItsWords()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"code":400,"message":"\"documents\" must be a non-empty string array","type":"invalid_request_error"}}""", 400));

        var told = await house.Client.PostAsync("/v1/rerank", """{"model":"both","query":"q","documents":[]}""");

        Assert.Equal(400, told.Status);
        Assert.Contains("must be a non-empty string array", told.Error.GetProperty("message").GetString());
        Assert.Single(house.Upstream.Seen);
    }

    [Theory]
    [InlineData("/v1/images/nonsense")]
    [InlineData("/v1/audio")]
    [InlineData("/v1/embeddings/x")]
    public async Task Address_ThatDoesNotExist_Is404(string path)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);

        Assert.Equal((404, "unknown_path"), ((await house.Client.PostAsync(path, "{}")).Status, (await house.Client.PostAsync(path, "{}")).Error.GetProperty("code").GetString()));
    }
}
