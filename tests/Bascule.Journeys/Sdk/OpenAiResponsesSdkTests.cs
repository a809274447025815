using System.Text.Json;
using OpenAI.Responses;

#pragma warning disable OPENAI001    // the client of responses is still called experimental

namespace Bascule.Journeys.Sdk;

/// <summary>OpenAI's own .NET SDK asking for responses, before upstreams of three dialects.</summary>
public sealed class OpenAiResponsesSdkTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    private static readonly BinaryData Weather = BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    [Theory]
    [InlineData("openai-responses")]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Create_Text_AnswersWithUsage(string upstream)
    {
        var options = new CreateResponseOptions($"{upstream}/sandbox-frontier", [ResponseItem.CreateUserMessageItem(Ask.Sum)]) { Instructions = "Be brief." };
        ResponseResult answer = await house.OpenAiResponses().CreateResponseAsync(options);

        Assert.Contains("42", answer.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, answer.Status);
        Assert.StartsWith("resp_", answer.Id, StringComparison.Ordinal);
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData("openai-responses")]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_Text_ComesInPiecesAndWholeAtTheEnd(string upstream)
    {
        var options = new CreateResponseOptions($"{upstream}/sandbox-frontier", [ResponseItem.CreateUserMessageItem("Write 40 words.")]) { StreamingEnabled = true };
        var (text, pieces, last, whole) = ("", 0, -1, "");
        await foreach (var update in await house.OpenAiResponses().CreateResponseStreamingAsync(options))
        {
            Assert.Equal(last + 1, update.SequenceNumber);
            last = update.SequenceNumber;
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
            {
                text += delta.Delta;
                pieces++;
            }
            else if (update is StreamingResponseCompletedUpdate completed)
            {
                whole = completed.Response.GetOutputText();
            }
        }

        Assert.Contains("word40", text);
        Assert.True(pieces > 1);
        Assert.Equal(text, whole);
    }

    [Theory]
    [InlineData("openai-responses", false)]
    [InlineData("openai-responses", true)]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Tools_CallAndResult_OverTwoTurns(string upstream, bool stream)
    {
        List<ResponseItem> talk = [ResponseItem.CreateUserMessageItem("What is the weather in Paris?")];
        var first = await AskAsync($"{upstream}/sandbox-frontier", talk, stream);
        var call = Assert.Single(first.OutputItems.OfType<FunctionCallResponseItem>());
        Assert.Equal("get_weather", call.FunctionName);
        Assert.True(JsonElement.Parse(call.FunctionArguments.ToString()).TryGetProperty("city", out _));

        talk.AddRange(first.OutputItems);
        talk.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny, 21 degrees"));
        var second = await AskAsync($"{upstream}/sandbox-frontier", talk, stream);
        Assert.Contains("sunny, 21 degrees", second.GetOutputText());
    }

    [Fact]
    public async Task PreviousId_KeptByBascule_GoesOnAtAChatProvider()
    {
        var client = house.OpenAiResponses();
        ResponseResult first = await client.CreateResponseAsync(new CreateResponseOptions("kept", [ResponseItem.CreateUserMessageItem(Ask.Sum)]));
        ResponseResult second = await client.CreateResponseAsync(new CreateResponseOptions("kept", [ResponseItem.CreateUserMessageItem(Ask.Sum)]) { PreviousResponseId = first.Id });
        Assert.Contains("42", second.GetOutputText());
        ResponseResult again = await client.GetResponseAsync(first.Id);
        Assert.Equal(first.GetOutputText(), again.GetOutputText());
    }

    private async Task<ResponseResult> AskAsync(string model, List<ResponseItem> talk, bool stream)
    {
        var options = new CreateResponseOptions(model, talk)
        {
            StreamingEnabled = stream,
            Tools = { ResponseTool.CreateFunctionTool("get_weather", Weather, strictModeEnabled: false, "The weather of a city.") },
        };
        if (!stream)
        {
            return await house.OpenAiResponses().CreateResponseAsync(options);
        }

        ResponseResult? whole = null;
        await foreach (var update in await house.OpenAiResponses().CreateResponseStreamingAsync(options))
        {
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
        }

        return whole!;
    }
}
