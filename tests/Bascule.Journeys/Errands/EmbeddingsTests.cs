using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Embeddings in OpenAI's shape, whole: bytes, limits, fallback, row.</summary>
public sealed class EmbeddingsTests
{
    private const string Deployments = """
        deployments:
          small: { provider: openai-chat, upstream: text-embedding-x, price: { input: 0.02, output: 0 } }
          same: { provider: openai-chat, upstream: text-embedding-x }
          other: { provider: openai-chat, upstream: text-embedding-y }
          claude: { provider: anthropic, upstream: claude-x }
        routes:
          vectors: { candidates: [claude, small, other, same], retries: 0 }
          none: [claude]
        """;

    [Fact]
    public async Task SameDialect_BytesPassBothWays_WithUsageAndCost()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        var answer = Errand.Vectors(Errand.Numbers, "[1,2]");
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer).With("x-request-id", "up-1"));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{ "input": ["a b", "c"], "model" : "small", "dimensions": 5, "x_new": {"a": 1} }""");

        var seen = await house.Upstream.NextAsync();
        Assert.Equal((200, answer), (told.Status, told.Text));
        Assert.Equal("""{ "input": ["a b", "c"], "model" : "text-embedding-x", "dimensions": 5, "x_new": {"a": 1} }""", seen.Text);
        Assert.Equal(("/v1/embeddings", $"Bearer {ScriptedHouse.UpstreamKey}"), (seen.Target, seen.Headers["authorization"]));
        Assert.Equal(("small", "small", "1", "0.0000001", "up-1"), (told.Header("x-bascule-deployment"), told.Header("x-bascule-route"), told.Header("x-bascule-attempts"), told.Header("x-bascule-cost-usd"), told.Header("x-bascule-upstream-request-id")));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, null, "request", "small", "text-embedding-x", "openai-chat", 100L), (row.Status, row.Error, row.Kind, row.Deployment, row.Model, row.DialectOut, row.CostNano));
        Assert.Equal((5L, 0L, false), (row.Usage!.Input, row.Usage.Output, row.Usage.Estimated));
        Assert.Contains("\"errand\":\"embeddings\"", row.Profile);
    }

    [Fact]
    public async Task StrictRoute_FieldWithoutAPlaceAcrossDialects_IsRefused()
    {
        await using var house = await ScriptedHouse.StartWithAsync(
            root => $"co: {{ dialect: cohere, base_url: \"{root.GetLeftPart(UriPartial.Authority)}/v2\", api_key: k }}\nroutes: {{ vectors: {{ candidates: [co/embed-x], strict: true }} }}");

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a","user":"u"}""");

        Assert.Equal((400, "field_not_taken"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Route_FailureOfTheFirst_AsksOnlyDeploymentsOfTheSameModel()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down"}}""", 500), ScriptedAnswer.Json(Errand.Vectors("[1]")));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""");

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, "same"), (told.Status, told.Header("x-bascule-deployment")));
        Assert.Equal(["small", "same"], row.Attempts.Select(attempt => attempt.Deployment));
        Assert.Contains("\"claude\":[\"has no embeddings\"]", row.Decision);
        Assert.Contains("is another model (text-embedding-y)", row.Decision);
        Assert.All(house.Upstream.Seen, seen => Assert.Contains("\"text-embedding-x\"", seen.Text));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("claude")]
    public async Task Route_WithoutSuchAnEndpoint_Is400NamingDeploymentAndWhy(string model)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);

        var told = await house.Client.PostAsync(Errand.Embeddings, $$"""{"model":"{{model}}","input":"a"}""");

        Assert.Equal((400, "not_offered"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.Contains("claude has no embeddings", told.Error.GetProperty("message").GetString());
        Assert.Empty(house.Upstream.Seen);
        Assert.Equal(400, (await house.Gateway.RowAsync(told.Id)).Status);
    }

    [Fact]
    public async Task Base64_UpstreamAnswersNumbers_IsToldAsBase64()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Errand.Vectors("[0.5, -2]")));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"small","input":"a","encoding_format":"base64"}""");

        var floats = Convert.FromBase64String(told.Json.GetProperty("data")[0].GetProperty("embedding").GetString()!);
        Assert.Equal([0.5f, -2f], [BitConverter.ToSingle(floats), BitConverter.ToSingle(floats, 4)]);
    }

    [Theory]
    [InlineData("""{"model":"small"}""", 400, "'input'")]
    [InlineData("""{"input":"a"}""", 400, "model")]
    [InlineData("""{"model":"small","input":"a","model":"other"}""", 400, "twice")]
    [InlineData("""{"model":"smal","input":"a"}""", 404, "'small'")]
    [InlineData("[]", 400, "JSON object")]
    [InlineData("{", 400, "JSON")]
    public async Task BadInput_IsRefusedBeforeAnybodyIsAsked(string body, int status, string word)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);

        var told = await house.Client.PostAsync(Errand.Embeddings, body);

        Assert.Equal(status, told.Status);
        Assert.Contains(word, told.Error.GetProperty("message").GetString());
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Tokens_AreCountedWhereTheUpstreamSaysNothing()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"data":[{"embedding":[1]}]}"""));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"small","input":[[1,2,3],[44, 55]]}""");

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((5L, true), (row.Usage!.Input, row.Usage.Estimated));
    }

    [Fact]
    public async Task Key_RoutesClassAndLimit_HoldAsForChats()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments + """

            keys:
              - { name: web, key: bk-web-0123456789abcdef, routes: [vectors], limits: { requests_per_minute: 2 }, max_data_class: internal }
            """);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Errand.Vectors("[1]")));
        var key = ("authorization", "Bearer bk-web-0123456789abcdef");

        var stranger = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""");
        var private_ = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""", key, ("x-bascule-data-class", "confidential"));
        var good = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""", key);
        var over = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""", key);

        Assert.Equal((401, 403, 200, 429), (stranger.Status, private_.Status, good.Status, over.Status));
        Assert.Equal("data_class_refused", private_.Error.GetProperty("code").GetString());
        Assert.Equal("0", good.Header("x-ratelimit-remaining-requests"));
        Assert.Single(house.Upstream.Seen);
    }

    [Theory]
    [InlineData("<html>no</html>", "text/html")]
    [InlineData("<html>no</html>", "application/json")]
    [InlineData("{\"data\":[{\"embedding\":[1,", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{\"error\":{\"message\":\"broken inside\"}}", "application/json")]
    public async Task Upstream_AnswersNonsense_NextIsAsked(string body, string type)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Whole(System.Text.Encoding.UTF8.GetBytes(body), type), ScriptedAnswer.Json(Errand.Vectors("[1]")));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""");

        Assert.Equal((200, "same", "2"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
    }

    [Fact]
    public async Task Upstream_ByteByByteOrCut_IsPassedWholeOrAskedOfTheNext()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        var answer = Errand.Vectors(Errand.Numbers);
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer).InChunksOf(1), ScriptedAnswer.Json(answer).AbortAfter(40), ScriptedAnswer.Json(answer));

        var slow = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""");
        var cut = await house.Client.PostAsync(Errand.Embeddings, """{"model":"vectors","input":"a"}""");

        Assert.Equal((200, answer, "1"), (slow.Status, slow.Text, slow.Header("x-bascule-attempts")));
        Assert.Equal((200, answer, "2"), (cut.Status, cut.Text, cut.Header("x-bascule-attempts")));
    }

    [Fact]
    public async Task Upstream_AnswersMoreThanIsHeld_FlowsThroughWithItsUsage()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        var vector = "[" + string.Join(',', Enumerable.Repeat("0.123456789", 1_600_000)) + "]";
        var answer = Errand.Vectors(vector);
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync(Errand.Embeddings, """{"model":"small","input":"a"}""");

        Assert.True(answer.Length > 16 << 20);
        Assert.Equal(200, told.Status);
        Assert.True(told.Text == answer);
        Assert.Equal((5L, false), ((await house.Gateway.RowAsync(told.Id)).Usage!.Input, (await house.Gateway.RowAsync(told.Id)).Usage!.Estimated));
    }

    [Fact]
    public async Task Caller_Leaves_UpstreamIsLetGoAndNobodyElseIsAsked()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Never());
        using var leave = new CancellationTokenSource();
        var asking = house.Client.PostAsync(Errand.Embeddings, new StringContent("""{"model":"vectors","input":"abcdefgh"}""", null, "application/json"), leave.Token);
        var seen = await house.Upstream.NextAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await seen.ClientLeft.WaitAsync(Gateway.Bound);

        var row = await house.Gateway.OnlyRowAsync();
        Assert.Equal((499, "cancelled", true), (row.Status, row.Error, row.Usage is { Estimated: true, Input: > 0, Output: 0 }));
        Assert.Single(house.Upstream.Seen);
    }
}
