using System.Text.Json;

namespace Bascule.Journeys.Guardrails;

/// <summary>What becomes of a request in which something is found, in the dialect of each caller.</summary>
public sealed class ActionTests
{
    /// <summary>Path, body with the text in it, and what a refusal says there.</summary>
    public static TheoryData<string, string, string> Callers => new()
    {
        { "/v1/chat/completions", Body("""{"model":"assistant","messages":[{"role":"user","content":"TEXT"}]}"""), "\"code\":\"content_blocked\"" },
        { "/v1/responses", Body("""{"model":"assistant","input":"TEXT","store":false}"""), "\"code\":\"content_blocked\"" },
        { "/v1/completions", Body("""{"model":"assistant","prompt":"TEXT"}"""), "\"code\":\"content_blocked\"" },
        { "/v1/messages", Body("""{"model":"assistant","max_tokens":9,"messages":[{"role":"user","content":"TEXT"}]}"""), "\"type\":\"invalid_request_error\"" },
        { "/v1beta/models/assistant:generateContent", Body("""{"contents":[{"role":"user","parts":[{"text":"TEXT"}]}]}"""), "\"INVALID_ARGUMENT\"" },
        { "/api/chat", Body("""{"model":"assistant","stream":false,"messages":[{"role":"user","content":"TEXT"}]}"""), "\"error\":\"" },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Classify_WhereSomethingIsFound_RaisesTheClassAndPolicyDecides(string path, string body, string _)
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: classify, as: confidential, unreadable: confidential }"]);
        var (status, _) = await house.AskAsync(path, body);
        var row = await house.Gateway.OnlyRowAsync();
        var pii = (await house.DecidedAsync())[0];

        Assert.Equal((200, "home/m", Engine.Conversation.DataClass.Confidential), (status, row.Deployment, row.DataClass));
        Assert.Empty(house.SentTo("away"));
        Assert.Single(house.SentTo("home"));
        Assert.Equal(("pii", "classify", 1, "confidential"), (pii.GetProperty("name").GetString(), pii.GetProperty("action").GetString(), pii.GetProperty("found").GetProperty("email").GetInt32(), pii.GetProperty("raised_to").GetString()));
        Assert.DoesNotContain(GuardHouse.Secret, row.Decision, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Block_WhereSomethingIsFound_RefusesInTheCallersDialectAndNamesNoText(string path, string body, string said)
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: block }"]);
        var (status, text) = await house.AskAsync(path, body);
        var row = await house.Gateway.OnlyRowAsync();

        Assert.Equal(400, status);
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.Contains("'pii'", JsonElement.Parse(text).GetProperty("error").ToString(), StringComparison.Ordinal);
        Assert.Contains("email", text, StringComparison.Ordinal);
        Assert.DoesNotContain(GuardHouse.Secret, text + row.Decision, StringComparison.Ordinal);
        Assert.Empty(house.Upstream.Seen);
        Assert.Equal((400, "content_blocked"), (row.Status, row.Error));
        Assert.True((await house.DecidedAsync())[0].GetProperty("blocked").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Flag_WhereSomethingIsFound_IsNotedAndNothingElse(string path, string body, string _)
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: flag }"]);
        var (status, _) = await house.AskAsync(path, body);
        var row = await house.Gateway.OnlyRowAsync();

        Assert.Equal((200, "away/m", Engine.Conversation.DataClass.Internal), (status, row.Deployment, row.DataClass));
        Assert.Equal(1, (await house.DecidedAsync())[0].GetProperty("found").GetProperty("email").GetInt32());
    }

    [Fact]
    public async Task Class_OfHeader_IsNotLoweredByAGuardrail()
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: classify, as: internal, unreadable: internal }"]);
        await house.AskAsync("/v1/chat/completions", Body("""{"model":"assistant","messages":[{"role":"user","content":"TEXT"}]}"""), ("x-bascule-data-class", "regulated"));

        Assert.Equal(Engine.Conversation.DataClass.Regulated, (await house.Gateway.OnlyRowAsync()).DataClass);
    }

    [Fact]
    public async Task Guardrail_WithACondition_LooksOnlyWhereItHolds()
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: block, when: { header: { x-app: mobile } } }"]);
        var body = Body("""{"model":"assistant","messages":[{"role":"user","content":"TEXT"}]}""");

        Assert.Equal((200, 400), ((await house.AskAsync("/v1/chat/completions", body)).Status, (await house.AskAsync("/v1/chat/completions", body, ("x-app", "mobile"))).Status));
    }

    [Fact]
    public async Task Guardrail_WhoseConditionNamesAClass_LooksWhenAnotherHasRaisedIt()
    {
        await using var house = await GuardHouse.StartAsync(
        [
            "{ name: second, custom: [{ name: project, words: [bluebird] }], action: block, when: { data_class: confidential } }",
            "{ name: first, detect: [email], action: classify, as: confidential, unreadable: confidential }",
        ]);
        var alone = await house.AskAsync("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"Bluebird"}]}""");
        var both = await house.AskAsync("/v1/chat/completions", Body("""{"model":"assistant","messages":[{"role":"user","content":"Bluebird of TEXT"}]}"""));

        Assert.Equal((200, 400), (alone.Status, both.Status));
    }

    [Fact]
    public async Task Explain_OfTheSameRequest_SaysTheSame()
    {
        await using var house = await GuardHouse.StartAsync(
        [
            "{ name: pii, detect: [email], action: classify, as: confidential, unreadable: confidential }",
            "{ name: far, deployment: abroad/check, action: block }",
        ]);
        var body = Body("""{"model":"assistant","messages":[{"role":"user","content":"TEXT"}]}""");
        var (status, text) = await house.ExplainAsync(body);
        await house.AskAsync("/v1/chat/completions", body);
        var explained = JsonElement.Parse(text);

        Assert.Equal((200, "confidential", "home/m"), (status, explained.GetProperty("data_class").GetString(), explained.GetProperty("plan")[0].GetString()));
        var found = explained.GetProperty("decision").GetProperty("guardrails");
        Assert.Equal((await house.DecidedAsync())[0].ToString(), found[0].ToString());
        Assert.Equal("not asked: policy does not let it see this request", found[1].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Conversation_PutTogetherFromKeptTurns_IsReadAsAWhole()
    {
        await using var house = await GuardHouse.StartAsync(
            ["{ name: pii, detect: [email], action: block, when: { header: { x-strict: \"yes\" } } }"],
            more: "keys: [{ name: a, key: a-key-0123456789abcdef-0123456789, routes: [\"*\"] }]",
            route: "state: bascule");
        (string, string) key = ("authorization", "Bearer a-key-0123456789abcdef-0123456789");
        var first = await house.AskAsync("/v1/responses", Body("""{"model":"assistant","input":"TEXT"}"""), key);
        var next = $$"""{"model":"assistant","input":"and now?","previous_response_id":"{{JsonElement.Parse(first.Text).GetProperty("id").GetString()}}"}""";
        var loose = await house.AskAsync("/v1/responses", next, key);
        var strict = await house.AskAsync("/v1/responses", next, key, ("x-strict", "yes"));

        Assert.Equal((200, 200, 400), (first.Status, loose.Status, strict.Status));
        Assert.Contains("content_blocked", strict.Text, StringComparison.Ordinal);
    }

    private static string Body(string body) => body.Replace("TEXT", $"mail {GuardHouse.Secret} please", StringComparison.Ordinal);
}
