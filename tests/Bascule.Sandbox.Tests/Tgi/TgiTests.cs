using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Tgi;

public sealed class TgiTests(Box sandbox) : IClassFixture<Box>
{
    [Fact]
    public async Task Generate_WithDetails_TellsHowItEnded()
    {
        var answer = await sandbox.PostJsonAsync("/generate", """{"inputs":"What is 17 + 25?","parameters":{"details":true}}""");
        Assert.Contains("42", answer.GetProperty("generated_text").GetString());
        Assert.Equal("eos_token", answer.GetProperty("details").GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Stream_OfTokens_HasNoSpaceAndTheWholeTextAtItsEnd()
    {
        var text = await sandbox.PostTextAsync("/generate_stream", """{"inputs":"What is 17 + 25?"}""");
        Assert.StartsWith("data:{", text);
        var chunks = Box.Events(text.Replace("data:", "data: ", StringComparison.Ordinal));
        Assert.Equal(chunks[^1].GetProperty("generated_text").GetString(), string.Concat(chunks.Select(chunk => chunk.GetProperty("token").GetProperty("text").GetString())));
        Assert.Equal("eos_token", chunks[^1].GetProperty("details").GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("\"max_new_tokens\":2", "length", "The answ")]
    [InlineData("\"stop\":[\" is\"]", "stop_sequence", "The answer is")]
    public async Task Limits_TokensOrStop_EndTheText(string limit, string finish, string text)
    {
        var answer = await sandbox.PostJsonAsync("/generate", $$$"""{"inputs":"What is 17 + 25?","parameters":{"details":true,{{{limit}}}}}""");
        Assert.Equal((finish, text), (answer.GetProperty("details").GetProperty("finish_reason").GetString(), answer.GetProperty("generated_text").GetString()));
    }

    [Theory]
    [InlineData("{}", "text/plain", "missing field `inputs`")]
    [InlineData("""{"inputs":1}""", "text/plain", "invalid type")]
    [InlineData("""{"inputs":""}""", "application/json", "`inputs` cannot be empty")]
    [InlineData("""{"inputs":"x","parameters":{"temperature":0}}""", "application/json", "strictly positive")]
    [InlineData("""{"inputs":"x","parameters":{"max_new_tokens":100000}}""", "application/json", "must be <=")]
    public async Task Request_AgainstTheRules_IsRefusedAsTextOrJson(string body, string type, string words)
    {
        using var response = await sandbox.PostAsync("/generate", body);
        Assert.Equal((422, type), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }
}
