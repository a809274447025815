using System.Text.Json;
using Bascule.Sandbox.Cohere;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Cohere;

public sealed class CohereTests(Box sandbox) : IClassFixture<Box>
{
    private const string Hi = """{"role":"user","content":"hi"}""";
    private const string Weather = """{"role":"user","content":"What is the weather in Paris?"}""";
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private static string Text(JsonElement answer) => answer.GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;

    [Fact]
    public async Task Tools_TwoTurns_PlanCallAndQuoteTheResult()
    {
        var first = await sandbox.PostJsonAsync("/v2/chat", $$"""{"model":"sandbox-open","tools":{{Tools}},"messages":[{{Weather}}]}""");
        var message = first.GetProperty("message");
        Assert.Equal("TOOL_CALL", first.GetProperty("finish_reason").GetString());
        Assert.Equal("I will call get_weather.", message.GetProperty("tool_plan").GetString());
        var id = message.GetProperty("tool_calls")[0].GetProperty("id").GetRawText();
        var second = await sandbox.PostJsonAsync("/v2/chat", $$$$"""{"model":"sandbox-open","tools":{{{{Tools}}}},"messages":[{{{{Weather}}}},{{{{message.GetRawText()}}}},{"role":"tool","tool_call_id":{{{{id}}}},"content":[{"type":"document","document":{"data":"18 degrees"}}]}]}""");
        Assert.Contains("18 degrees", Text(second));
    }

    [Fact]
    public async Task Stream_OfThinkingAndText_IsNamedEventsInOrder()
    {
        var events = Box.Events(await sandbox.PostTextAsync("/v2/chat", """{"model":"sandbox-open","stream":true,"thinking":{"type":"enabled"},"messages":[{"role":"user","content":"What is 17 + 25?"}]}"""));
        Assert.Equal(["message-start", "content-start", "content-delta", "content-end", "message-end"], events.Select(one => one.GetProperty("type").GetString()!).Distinct());
        Assert.Equal([0, 1], events.Where(one => one.GetProperty("type").ValueEquals("content-start")).Select(one => one.GetProperty("index").GetInt32()));
        Assert.True(events[^1].GetProperty("delta").GetProperty("usage").GetProperty("tokens").GetProperty("output_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Stream_OfACall_HasItsPlanFirstAndCallsAsObjects()
    {
        var events = Box.Events(await sandbox.PostTextAsync("/v2/chat", $$"""{"model":"sandbox-open","stream":true,"tools":{{Tools}},"messages":[{{Weather}}]}"""));
        Assert.Equal(["message-start", "tool-plan-delta", "tool-call-start", "tool-call-delta", "tool-call-end", "message-end"], events.Select(one => one.GetProperty("type").GetString()!).Distinct());
        Assert.Equal("""{"city":"Paris"}""", string.Concat(events.Where(one => one.GetProperty("type").ValueEquals("tool-call-delta"))
            .Select(one => one.GetProperty("delta").GetProperty("message").GetProperty("tool_calls").GetProperty("function").GetProperty("arguments").GetString())));
    }

    [Theory]
    [InlineData("\"response_format\":{\"type\":\"json_object\",\"json_schema\":{\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"integer\"}}}}", "COMPLETE", "{\"result\":42}")]
    [InlineData("\"max_tokens\":2", "MAX_TOKENS", "The answ")]
    [InlineData("\"stop_sequences\":[\" is\"]", "STOP_SEQUENCE", "The answer")]
    public async Task Answer_WithLimitsOrSchema_KeepsThem(string field, string finish, string text)
    {
        var answer = await sandbox.PostJsonAsync("/v2/chat", $$"""{"model":"sandbox-open",{{field}},"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        Assert.Equal((finish, text), (answer.GetProperty("finish_reason").GetString(), Text(answer)));
    }

    [Fact]
    public async Task Rerank_OfDocuments_PutsTheLikestFirst()
    {
        var ranked = (await sandbox.PostJsonAsync("/v2/rerank", """{"model":"sandbox-open","query":"weather in Paris","documents":["stock prices","the weather in Paris is fine","a cat"],"top_n":2}""")).GetProperty("results");
        Assert.Equal((2, 1), (ranked.GetArrayLength(), ranked[0].GetProperty("index").GetInt32()));
        var embedded = await sandbox.PostJsonAsync("/v2/embed", """{"model":"sandbox-open","input_type":"search_query","texts":["a","a b"],"embedding_types":["float"]}""");
        Assert.Equal(2, embedded.GetProperty("embeddings").GetProperty("float").GetArrayLength());
    }

    public static TheoryData<int, string, string> Refused => new()
    {
        { 422, $$$""" "messages":[{{{Hi}}}],"foo":1 """, "unknown field: parameter 'foo' is not a valid field" },
        { 400, """ "messages":[] """, "at least one element" },
        { 400, """ "messages":[{"role":"developer","content":"hi"}] """, "messages[0].role must be one of" },
        { 400, $$$""" "messages":[{{{Hi}}},{"role":"tool","tool_call_id":"x","content":"y"}] """, "tool call id x not found" },
        { 400, $$$""" "messages":[{{{Hi}}}],"tool_choice":"REQUIRED" """, "only with tools" },
        { 400, $$$""" "messages":[{{{Hi}}}],"p":2 """, "less than or equal to 1" },
        { 422, """ "messages":"hi" """, "should be of type an array" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsReason(int status, string fields, string words)
    {
        using var response = await sandbox.PostAsync("/v2/chat", $$"""{"model":"sandbox-open",{{fields}}}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(words, (await Box.JsonAsync(response)).GetProperty("message").GetString());
    }

    [Fact]
    public void Recorded_RequestsThatCohereTook_AreTaken() =>
        Recordings.AssertTaken("cohere-v2__cohere__*__200__*.json", static (body, _) => CohereStrictness.Refuse(body)?.Message);
}
