using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Gemini;

public sealed class GeminiAnswerTests(Box sandbox) : IClassFixture<Box>
{
    private const string Model = "/v1beta/models/sandbox-open";
    private const string Frontier = "/v1beta/models/sandbox-frontier";
    private const string Sum = """ "contents":[{"role":"user","parts":[{"text":"What is 17 + 25?"}]}] """;
    private const string Weather = """{"role":"user","parts":[{"text":"What is the weather and the time in Paris?"}]}""";
    private const string Tools = """ "tools":[{"functionDeclarations":[{"name":"get_weather","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"}},"required":["city"]}},{"name":"get_time","parametersJsonSchema":{"type":"object","properties":{"place":{"type":"string"}}}}]}] """;

    private static JsonElement Candidate(JsonElement answer) => answer.GetProperty("candidates")[0];

    private static JsonElement[] Parts(JsonElement answer) => Candidate(answer).TryGetProperty("content", out var content) && content.TryGetProperty("parts", out var parts) ? [.. parts.EnumerateArray()] : [];

    private static string Text(IEnumerable<JsonElement> answers) => string.Concat(answers.SelectMany(Parts).Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : ""));

    [Theory]
    [InlineData("/v1beta/models/sandbox-open")]
    [InlineData("/v1/projects/p/locations/us-central1/publishers/google/models/sandbox-open")]
    [InlineData("/v1beta1/projects/p/locations/global/publishers/google/models/sandbox-open")]
    public async Task Arithmetic_Whole_HoldsTheSumAndUsage(string model)
    {
        var answer = await sandbox.PostJsonAsync($"{model}:generateContent", $$"""{{{Sum}}}""");
        Assert.Contains("42", Text([answer]));
        Assert.Equal("STOP", Candidate(answer).GetProperty("finishReason").GetString());
        Assert.Equal(8, answer.GetProperty("usageMetadata").GetProperty("promptTokenCount").GetInt32());
    }

    [Fact]
    public async Task Stream_AsEvents_EndsItsLinesLikeGoogle()
    {
        var text = await sandbox.PostTextAsync($"{Model}:streamGenerateContent?alt=sse", $$"""{{{Sum}}}""");
        var chunks = Box.Events(text.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.EndsWith("}\r\n\r\n", text);
        Assert.Contains("42", Text(chunks));
        Assert.All(chunks[..^1], chunk => Assert.False(Candidate(chunk).TryGetProperty("finishReason", out _)));
        Assert.Equal("STOP", Candidate(chunks[^1]).GetProperty("finishReason").GetString());
        Assert.All(chunks, chunk => Assert.True(chunk.TryGetProperty("usageMetadata", out _)));
    }

    [Fact]
    public async Task Stream_WithoutAlt_IsOneJsonArray()
    {
        using var response = await sandbox.PostAsync($"{Model}:streamGenerateContent", $$"""{{{Sum}}}""");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var chunks = (await Box.JsonAsync(response)).EnumerateArray().ToArray();
        Assert.Contains("42", Text(chunks));
        Assert.Equal("STOP", Candidate(chunks[^1]).GetProperty("finishReason").GetString());
    }

    [Fact]
    public async Task Tools_InParallel_CarryOneSignatureThatMustComeBack()
    {
        var first = await sandbox.PostJsonAsync($"{Frontier}:generateContent", $$"""{{{Tools}},"contents":[{{Weather}}]}""");
        var parts = Parts(first);
        Assert.Equal(["get_weather", "get_time"], parts.Select(part => part.GetProperty("functionCall").GetProperty("name").GetString()!));
        Assert.Equal("Paris", parts[0].GetProperty("functionCall").GetProperty("args").GetProperty("city").GetString());
        Assert.Equal([true, false], parts.Select(part => part.TryGetProperty("thoughtSignature", out _)));
        string Next(string turn) => $$$$"""{{{{{Tools}}}},"contents":[{{{{Weather}}}},{{{{turn}}}},{"role":"user","parts":[{"functionResponse":{"name":"get_weather","response":{"output":"18 degrees"}}},{"functionResponse":{"name":"get_time","response":{"output":"noon"}}}]}]}""";
        var turn = Candidate(first).GetProperty("content").GetRawText();
        Assert.Contains("18 degrees\nnoon", Text([await sandbox.PostJsonAsync($"{Frontier}:generateContent", Next(turn))]));
        var unsigned = string.Join(",", parts.Select(part => $"{{\"functionCall\":{part.GetProperty("functionCall").GetRawText()}}}"));
        Assert.Contains("missing a thought_signature", await sandbox.PostTextAsync($"{Frontier}:generateContent", Next($$"""{"role":"model","parts":[{{unsigned}}]}""")));
        Assert.Contains("Thought signature is not valid", await sandbox.PostTextAsync($"{Frontier}:generateContent", Next(turn.Replace("\"thoughtSignature\":\"", "\"thoughtSignature\":\"AAAA", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Tools_ForcedByName_AreCalled()
    {
        var answer = await sandbox.PostJsonAsync($"{Model}:generateContent", $$$"""{{{{Tools}}},"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["get_time"]}},"contents":[{"parts":[{"text":"hello"}]}]}""");
        Assert.Equal("get_time", Assert.Single(Parts(answer)).GetProperty("functionCall").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Thoughts_Asked_AreShownAndCountedApart()
    {
        var answer = await sandbox.PostJsonAsync($"{Model}:generateContent", $$$$"""{{{{{Sum}}}},"generationConfig":{"thinking_config":{"include_thoughts":true}}}""");
        Assert.True(Parts(answer)[0].GetProperty("thought").GetBoolean());
        var usage = answer.GetProperty("usageMetadata");
        Assert.Equal(usage.GetProperty("totalTokenCount").GetInt32(), usage.GetProperty("promptTokenCount").GetInt32() + usage.GetProperty("candidatesTokenCount").GetInt32() + usage.GetProperty("thoughtsTokenCount").GetInt32());
    }

    [Theory]
    [InlineData("responseJsonSchema", "integer")]
    [InlineData("responseSchema", "INTEGER")]
    public async Task Output_OfASchema_IsFilled(string member, string type)
    {
        var answer = await sandbox.PostJsonAsync($"{Model}:generateContent", $$$$$"""{{{{{{Sum}}}}},"generationConfig":{"responseMimeType":"application/json","{{{{{member}}}}}":{"type":"object","properties":{"result":{"type":"{{{{{type}}}}}"} } } } }""");
        Assert.Equal("""{"result":42}""", Text([answer]));
    }

    [Theory]
    [InlineData("\"maxOutputTokens\":2", "MAX_TOKENS", "The answ")]
    [InlineData("\"stopSequences\":[\" is\"]", "STOP", "The answer")]
    public async Task Limits_TokensOrStop_EndTheAnswer(string limit, string finish, string text)
    {
        var answer = await sandbox.PostJsonAsync($"{Model}:generateContent", $$$"""{{{{Sum}}},"generationConfig":{{{{limit}}}}}""");
        Assert.Equal(finish, Candidate(answer).GetProperty("finishReason").GetString());
        Assert.Equal(text, Text([answer]));
    }

    [Fact]
    public async Task BesideChat_CountEmbedAndModels_AreServed()
    {
        Assert.Equal(8, (await sandbox.PostJsonAsync($"{Model}:countTokens", $$"""{{{Sum}}}""")).GetProperty("totalTokens").GetInt32());
        Assert.Equal(16, (await sandbox.PostJsonAsync($"{Model}:embedContent", """{"content":{"parts":[{"text":"a"}]},"outputDimensionality":16}""")).GetProperty("embedding").GetProperty("values").GetArrayLength());
        var models = JsonElement.Parse(await sandbox.Client.GetByteArrayAsync("/v1beta/models"));
        Assert.Equal("models/sandbox-frontier", models.GetProperty("models")[0].GetProperty("name").GetString());
    }
}
