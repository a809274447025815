using System.Net;
using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Talk;

/// <summary>The open model goes on from the beginning of an answer as each vendor has it; the closed one refuses.</summary>
public sealed class BeginningTests(Box sandbox) : IClassFixture<Box>
{
    private const string Asked = "Please write 6 words";
    private const string Begun = "The answer is word1 word2";
    private const string Rest = " word3 word4 word5 word6.";

    [Fact]
    public async Task OpenAiChat_ToldToContinue_SaysTheRest() =>
        Assert.Equal(Rest, Content(await sandbox.ChatJsonAsync($$"""{"model":"sandbox-open",{{Messages("")}},"continue_final_message":true,"add_generation_prompt":false}""")));

    [Fact]
    public async Task OpenAiChat_NotToldToContinue_BeginsAnew() =>
        Assert.Equal(Begun + Rest, Content(await sandbox.ChatJsonAsync($$"""{"model":"sandbox-open",{{Messages("")}}}""")));

    [Theory]
    [InlineData("sandbox-frontier", "\"continue_final_message\":true,\"add_generation_prompt\":false", "Unrecognized request argument supplied: continue_final_message")]
    [InlineData("sandbox-open", "\"continue_final_message\":true", "Cannot set both `continue_final_message` and `add_generation_prompt` to True.")]
    public async Task OpenAiChat_WhatTheModelDoesNotTake_IsRefused(string model, string fields, string why)
    {
        using var response = await sandbox.ChatAsync($$"""{"model":"{{model}}",{{Messages("")}},{{fields}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(why, (await Box.JsonAsync(response)).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Anthropic_AssistantAtTheEnd_SaysTheRest() =>
        Assert.Equal(Rest, (await sandbox.MessagesJsonAsync($$"""{"model":"sandbox-open","max_tokens":100,{{Messages("")}}}""")).GetProperty("content")[0].GetProperty("text").GetString());

    [Fact]
    public async Task Anthropic_ModelThatTakesNoBeginning_Refuses()
    {
        using var response = await sandbox.MessagesAsync($$"""{"model":"sandbox-frontier","max_tokens":100,{{Messages("")}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("does not support assistant message prefill", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistral_Prefix_IsRepeated() =>
        Assert.Equal(Begun + Rest, Content(await sandbox.PostJsonAsync("/mistral/v1/chat/completions", $$"""{"model":"sandbox-open",{{Messages(",\"prefix\":true")}}}""")));

    [Fact]
    public async Task Ollama_AssistantAtTheEnd_SaysTheRest() =>
        Assert.Equal(Rest, (await sandbox.PostJsonAsync("/api/chat", $$"""{"model":"sandbox-open","stream":false,{{Messages("")}}}""")).GetProperty("message").GetProperty("content").GetString());

    [Fact]
    public async Task Gemini_ModelAtTheEnd_SaysTheRestOrRefuses()
    {
        const string contents = $$"""{"contents":[{"role":"user","parts":[{"text":"{{Asked}}"}]},{"role":"model","parts":[{"text":"{{Begun}}"}]}]}""";
        var answer = await sandbox.PostJsonAsync("/v1beta/models/sandbox-open:generateContent", contents);
        Assert.Equal(Rest, answer.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Contains("ending with a model turn", await sandbox.PostTextAsync("/v1beta/models/sandbox-frontier:generateContent", contents), StringComparison.Ordinal);
    }

    private static string? Content(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    private static string Messages(string more) => $$"""
        "messages":[{"role":"user","content":"{{Asked}}"},{"role":"assistant","content":"{{Begun}}"{{more}}}]
        """;
}
