using System.ClientModel;
using System.Text.Json;
using OpenAI.Chat;

namespace Bascule.Journeys.Sdk;

/// <summary>OpenAI's own .NET SDK, before an upstream of either dialect.</summary>
public sealed class OpenAiSdkTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    private static readonly BinaryData Weather = BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    // The smallest PNG there is.
    private static readonly BinaryData Dot = BinaryData.FromBytes(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Complete_Text_AnswersWithUsage(string upstream)
    {
        ChatCompletion answer = await house.OpenAi($"{upstream}/sandbox-frontier").CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage(Ask.Sum)]);

        Assert.Contains("42", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
        Assert.Equal("sandbox-frontier", answer.Model);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_Text_ComesInPieces(string upstream)
    {
        var text = "";
        var pieces = 0;
        ChatFinishReason? finish = null;
        await foreach (var update in house.OpenAi($"{upstream}/sandbox-frontier").CompleteChatStreamingAsync([new UserChatMessage("Write 40 words.")]))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            pieces += update.ContentUpdate.Count;
            finish = update.FinishReason ?? finish;
        }

        Assert.Contains("word40", text);
        Assert.True(pieces > 1);
        Assert.Equal(ChatFinishReason.Stop, finish);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Complete_Tools_CallAndResultOverTwoTurns(string upstream)
    {
        var client = house.OpenAi($"{upstream}/sandbox-frontier");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "The weather of a city.", Weather) } };
        List<ChatMessage> talk = [new UserChatMessage("What is the weather in Paris?")];
        ChatCompletion first = await client.CompleteChatAsync(talk, options);

        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        var call = Assert.Single(first.ToolCalls);
        Assert.Equal("get_weather", call.FunctionName);
        Assert.True(JsonElement.Parse(call.FunctionArguments.ToString()).TryGetProperty("city", out _));

        talk.Add(new AssistantChatMessage(first));
        talk.Add(new ToolChatMessage(call.Id, "sunny, 21 degrees"));
        ChatCompletion second = await client.CompleteChatAsync(talk, options);

        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
        Assert.Contains("sunny, 21 degrees", second.Content[0].Text);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_Tools_ArgumentsComeWhole(string upstream)
    {
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "The weather of a city.", Weather) } };
        var (name, arguments) = ("", "");
        await foreach (var update in house.OpenAi($"{upstream}/sandbox-frontier").CompleteChatStreamingAsync([new UserChatMessage("What is the weather in Paris?")], options))
        {
            foreach (var grown in update.ToolCallUpdates)
            {
                name += grown.FunctionName;
                arguments += grown.FunctionArgumentsUpdate?.ToString();
            }
        }

        Assert.Equal("get_weather", name);
        Assert.True(JsonElement.Parse(arguments).TryGetProperty("city", out _));
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Complete_Image_IsSeen(string upstream)
    {
        ChatCompletion answer = await house.OpenAi($"{upstream}/sandbox-frontier").CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is this?"), ChatMessageContentPart.CreateImagePart(Dot, "image/png"))]);

        Assert.Contains("I saw 1 image", answer.Content[0].Text);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Complete_JsonSchema_AnswerFits(string upstream)
    {
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("weather", Weather, jsonSchemaIsStrict: true) };
        ChatCompletion answer = await house.OpenAi($"{upstream}/sandbox-frontier").CompleteChatAsync([new UserChatMessage("What is the weather in Paris?")], options);

        Assert.Equal(JsonValueKind.String, JsonElement.Parse(answer.Content[0].Text).GetProperty("city").ValueKind);
    }

    [Theory]
    [InlineData("openai-chat/sandbox-open+429", 429)]
    [InlineData("openai-chat/sandbox-open+500", 500)]
    [InlineData("anthropic/sandbox-open+429", 429)]
    [InlineData("anthropic/sandbox-open+500", 500)]
    [InlineData("openai-chat/sandbox-open+400", 400)]
    [InlineData("anthropic/sandbox-open+400", 400)]
    [InlineData("nobody-knows-this", 404)]
    public async Task Complete_Error_IsTheSdksOwnExceptionWithTheStatus(string model, int status)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => house.OpenAi(model).CompleteChatAsync([new UserChatMessage(Ask.Sum)]));

        Assert.Equal(status, error.Status);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("x-request-id", out _));
    }

    [Fact]
    public async Task Complete_WrongKey_Is401()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => house.OpenAi("assistant", key: "bk-nobody-0123456789abcdef").CompleteChatAsync([new UserChatMessage(Ask.Sum)]));

        Assert.Equal(401, error.Status);
        Assert.DoesNotContain("bk-nobody", error.Message);
    }

    [Theory]
    [InlineData("openai-chat/sandbox-open+500")]
    [InlineData("anthropic/sandbox-open+500")]
    public async Task Complete_SdkRetriesOn_ServerErrorEndsAsTheSameException(string model)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => house.OpenAi(model, retries: 1).CompleteChatAsync([new UserChatMessage(Ask.Sum)]));

        Assert.Equal(500, error.Status);
    }

    [Theory]
    [InlineData("openai-chat/sandbox-open+cut")]
    [InlineData("anthropic/sandbox-open+cut")]
    public async Task Stream_CutUpstream_NeverSaysItFinished(string model)
    {
        // This SDK reads over error events without a word; all it can know is that no finish reason came.
        var finished = false;
        var text = "";
        await foreach (var update in house.OpenAi(model).CompleteChatStreamingAsync([new UserChatMessage("Write 40 words.")]))
        {
            finished |= update.FinishReason is not null;
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        Assert.NotEmpty(text);
        Assert.False(finished);
    }
}
