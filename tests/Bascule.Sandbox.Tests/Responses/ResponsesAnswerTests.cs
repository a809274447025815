using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Responses;

public sealed class ResponsesAnswerTests(Box sandbox) : IClassFixture<Box>
{
    private const string Path = "/v1/responses";
    private const string Tools = """[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]""";

    private static JsonElement Item(JsonElement answer, string type) => answer.GetProperty("output").EnumerateArray().First(item => item.GetProperty("type").ValueEquals(type));

    private static string Text(JsonElement answer) => Item(answer, "message").GetProperty("content")[0].GetProperty("text").GetString()!;

    [Fact]
    public async Task Arithmetic_Whole_HoldsTheSumAndUsage()
    {
        var answer = await sandbox.PostJsonAsync(Path, """{"model":"sandbox-open","input":"What is 17 + 25?"}""");
        Assert.Contains("42", Text(answer));
        Assert.Equal("completed", answer.GetProperty("status").GetString());
        var usage = answer.GetProperty("usage");
        Assert.Equal(usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("input_tokens").GetInt32() + usage.GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Stream_OfText_IsNumberedAndEndsWithTheWholeResponse()
    {
        var text = await sandbox.PostTextAsync(Path, """{"model":"sandbox-open","stream":true,"reasoning":{"effort":"low","summary":"auto"},"input":"What is 17 + 25?"}""");
        var events = Box.Events(text);
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(one => one.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(
            ["response.created", "response.in_progress", "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done", "response.reasoning_summary_part.done",
                "response.output_item.done", "response.content_part.added", "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.completed"],
            events.Select(one => one.GetProperty("type").GetString()!).Distinct());
        var whole = events[^1].GetProperty("response");
        Assert.Equal(Text(whole), string.Concat(events.Where(one => one.GetProperty("type").ValueEquals("response.output_text.delta")).Select(one => one.GetProperty("delta").GetString())));
        Assert.True(whole.GetProperty("usage").GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32() > 0);
        Assert.DoesNotContain("[DONE]", text);
    }

    [Fact]
    public async Task Tools_WithSealedReasoning_RoundTripAndNoticeAForgery()
    {
        var first = await sandbox.PostJsonAsync(Path, $$"""{"model":"sandbox-open","store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"low"},"tools":{{Tools}},"input":"What is the weather in Paris?"}""");
        var call = Item(first, "function_call");
        Assert.Equal("""{"city":"Paris"}""", call.GetProperty("arguments").GetString());
        string Next(string output) => $$"""{"model":"sandbox-open","tools":{{Tools}},"input":[{"role":"user","content":"weather"},{{output}},{"type":"function_call_output","call_id":{{call.GetProperty("call_id")
            .GetRawText()}},"output":"18 degrees"}]}""";
        var items = string.Join(",", first.GetProperty("output").EnumerateArray().Select(item => item.GetRawText()));
        Assert.Contains("18 degrees", Text(await sandbox.PostJsonAsync(Path, Next(items))));
        var forged = await sandbox.PostTextAsync(Path, Next(items.Replace("\"gAAAAAB", "\"gAAAAABAAAA", StringComparison.Ordinal)));
        Assert.Contains("invalid_encrypted_content", forged);
    }

    [Fact]
    public async Task Tools_Streamed_FragmentsMakeTheArguments()
    {
        var events = Box.Events(await sandbox.PostTextAsync(Path, $$"""{"model":"sandbox-open","stream":true,"tool_choice":"required","tools":{{Tools}},"input":"hello"}"""));
        var arguments = string.Concat(events.Where(one => one.GetProperty("type").ValueEquals("response.function_call_arguments.delta")).Select(one => one.GetProperty("delta").GetString()));
        Assert.Equal(Item(events[^1].GetProperty("response"), "function_call").GetProperty("arguments").GetString(), arguments);
    }

    [Fact]
    public async Task PreviousResponse_Continued_IsRememberedUntilDeleted()
    {
        var first = await sandbox.PostJsonAsync(Path, $$"""{"model":"sandbox-open","tools":{{Tools}},"input":"What is the weather in Paris?"}""");
        var id = first.GetProperty("id").GetString();
        var next = $$"""{"model":"sandbox-open","previous_response_id":"{{id}}","tools":{{Tools}},"input":[{"type":"function_call_output","call_id":{{Item(first, "function_call").GetProperty("call_id").GetRawText()}},"output":"18 degrees"}]}""";
        Assert.Contains("18 degrees", Text(await sandbox.PostJsonAsync(Path, next)));
        Assert.Equal(id, JsonElement.Parse(await sandbox.Client.GetByteArrayAsync($"{Path}/{id}")).GetProperty("id").GetString());
        using var deleted = await sandbox.Client.DeleteAsync($"{Path}/{id}");
        Assert.True((await Box.JsonAsync(deleted)).GetProperty("deleted").GetBoolean());
        using var gone = await sandbox.Client.GetAsync($"{Path}/{id}");
        Assert.Equal(404, (int)gone.StatusCode);
        Assert.Contains("previous_response_not_found", await sandbox.PostTextAsync(Path, next));
    }

    [Fact]
    public async Task Output_JsonSchema_IsFilled()
    {
        var answer = await sandbox.PostJsonAsync(Path, """{"model":"sandbox-open","text":{"format":{"type":"json_schema","name":"sum","strict":true,"schema":{"type":"object","properties":{"result":{"type":"integer"}},"required":["result"],"additionalProperties":false}}},"input":"What is 17 + 25?"}""");
        Assert.Equal("""{"result":42}""", Text(answer));
    }

    [Fact]
    public async Task MaxTokens_Reached_IsIncomplete()
    {
        var answer = await sandbox.PostJsonAsync(Path, """{"model":"sandbox-open","max_output_tokens":16,"input":"write 100 words"}""");
        Assert.Equal("incomplete", answer.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", answer.GetProperty("incomplete_details").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task InputTokens_Counted_AreThoseOfTheAnswer()
    {
        var counted = await sandbox.PostJsonAsync("/v1/responses/input_tokens", """{"model":"sandbox-open","input":"What is 17 + 25?"}""");
        Assert.Equal(8, counted.GetProperty("input_tokens").GetInt32());
    }
}
