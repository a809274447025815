using Bascule.Sandbox.Gemini;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Gemini;

public sealed class GeminiStrictnessTests(Box sandbox) : IClassFixture<Box>
{
    private const string Hi = """{"role":"user","parts":[{"text":"hi"}]}""";
    private const string Call = """{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]}""";

    public static TheoryData<string, string> Refused => new()
    {
        { $$$""" "contents":[{{{Hi}}}],"foo":1 """, "Unknown name \"foo\": Cannot find field." },
        { $$$""" "contents":[{{{Hi}}}],"generationConfig":{"maxTokens":1} """, "Unknown name \"maxTokens\" at 'generation_config': Cannot find field." },
        { """ "contents":[{"role":"user","content":"hi"}] """, "Unknown name \"content\" at 'contents[0]': Cannot find field." },
        { """ "contents":[] """, "contents is not specified" },
        { """ "contents":[{"role":"assistant","parts":[{"text":"hi"}]}] """, "Please use a valid role: user, model." },
        { """ "contents":[{"role":"user","parts":[]}] """, "contents.parts must not be empty" },
        { """ "contents":[{"role":"user","parts":[{}]}] """, "must have one initialized field" },
        { $$$$$""" "contents":[{{{{{Hi}}}}},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}] """, "function response turn comes immediately after a function call turn" },
        { $$$""" "contents":[{{{Hi}}},{{{Call}}},{{{Hi}}}] """, "number of function response parts is equal" },
        { $$$""" "contents":[{{{Call}}},{{{Hi}}}] """, "function call turn comes immediately after a user turn" },
        { $$$""" "contents":[{{{Hi}}}],"tools":[{"functionDeclarations":[{"name":"1f"}]}] """, "Invalid function name" },
        { $$$""" "contents":[{{{Hi}}}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"$schema":"x"}}]}] """, "Unknown name \"$schema\" at 'tools[0].function_declarations[0].parameters'" },
        { $$$""" "contents":[{{{Hi}}}],"generationConfig":{"responseSchema":{"type":"OBJECT"}} """, "response mime type" },
        { $$$""" "contents":[{{{Hi}}}],"generationConfig":{"temperature":3} """, "temperature must be in the range" },
        { $$$""" "contents":[{{{Hi}}}],"generationConfig":{"temperature":"hot"} """, "Invalid value at 'generation_config.temperature'" },
        { $$$""" "contents":[{{{Hi}}}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}} """, "may be set only when the mode is ANY" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsReason(string fields, string words)
    {
        using var response = await sandbox.PostAsync("/v1beta/models/sandbox-open:generateContent", $$"""{{{fields}}}""");
        var error = (await Box.JsonAsync(response)).GetProperty("error");
        Assert.Equal((400, 400, "INVALID_ARGUMENT"), ((int)response.StatusCode, error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()));
        Assert.Contains(words, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Model_Unknown_IsNotFoundInGooglesWords()
    {
        using var response = await sandbox.PostAsync("/v1beta/models/gemini-x:generateContent", $$"""{"contents":[{{Hi}}]}""");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("models/gemini-x is not found for API version v1beta", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gemini__google__*__200__*.json")]
    [InlineData("gemini__vertex__*__200__*.json")]
    public void Recorded_RequestsThatGoogleTook_AreTaken(string pattern) =>
        Recordings.AssertTaken(pattern, static (body, path) => GeminiStrictness.Refuse(body, new GeminiTerms { Model = path.Split(':')[0].Split('/')[^1], TakesForeignSignatures = true })?.Message);

    [Fact]
    public void Recorded_RoleThatVertexRefused_IsRefused() =>
        Assert.Contains("Please use a valid role", Recordings.Refused("gemini__vertex__unary__400__c622632b6a.json", static (body, _) => GeminiStrictness.Refuse(body, new GeminiTerms())?.Message));
}
