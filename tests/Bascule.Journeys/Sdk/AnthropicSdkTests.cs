using System.Text.Json;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace Bascule.Journeys.Sdk;

/// <summary>Anthropic's own .NET SDK, before an upstream of either dialect.</summary>
public sealed class AnthropicSdkTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    private const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static readonly Tool Weather = new()
    {
        Name = "get_weather",
        Description = "The weather of a city.",
        InputSchema = new InputSchema
        {
            Properties = new Dictionary<string, JsonElement> { ["city"] = JsonElement.Parse("""{"type":"string"}""") },
            Required = ["city"],
        },
    };

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Create_Text_AnswersWithUsage(string upstream)
    {
        using var client = house.Anthropic();
        var answer = await client.Messages.Create(Params($"{upstream}/sandbox-frontier", Ask.Sum) with { System = "Be brief." });

        Assert.Contains("42", TextOf(answer));
        Assert.Equal("end_turn", answer.StopReason!.Raw());
        Assert.True(answer.Usage.InputTokens > 0 && answer.Usage.OutputTokens > 0);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_Text_ComesInPieces(string upstream)
    {
        using var client = house.Anthropic();
        var text = "";
        var pieces = 0;
        var stopped = false;
        await foreach (var said in client.Messages.CreateStreaming(Params($"{upstream}/sandbox-frontier", "Write 40 words.")))
        {
            if (said.TryPickContentBlockDelta(out var grown) && grown.Delta.TryPickText(out var words))
            {
                text += words.Text;
                pieces++;
            }

            stopped |= said.TryPickStop(out _);
        }

        Assert.Contains("word40", text);
        Assert.True(pieces > 1);
        Assert.True(stopped);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Create_Tools_CallAndResultOverTwoTurns(string upstream)
    {
        using var client = house.Anthropic();
        var asked = Params($"{upstream}/sandbox-frontier", "What is the weather in Paris?") with { Tools = [Weather] };
        var first = await client.Messages.Create(asked);

        Assert.Equal("tool_use", first.StopReason!.Raw());
        var call = first.Content.Select(block => block.TryPickToolUse(out var use) ? use : null).Single(use => use is not null)!;
        Assert.Equal("get_weather", call.Name);
        Assert.True(call.Input.ContainsKey("city"));

        var second = await client.Messages.Create(asked with
        {
            Messages =
            [
                .. asked.Messages,
                new AssistantMessageParam { Content = new List<ContentBlockParam> { new ToolUseBlockParam { ID = call.ID, Name = call.Name, Input = call.Input } } },
                new UserMessageParam { Content = new List<ContentBlockParam> { new ToolResultBlockParam { ToolUseID = call.ID, Content = "sunny, 21 degrees" } } },
            ],
        });

        Assert.Equal("end_turn", second.StopReason!.Raw());
        Assert.Contains("sunny, 21 degrees", TextOf(second));
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Create_Image_IsSeen(string upstream)
    {
        using var client = house.Anthropic();
        var answer = await client.Messages.Create(Params($"{upstream}/sandbox-frontier", "") with
        {
            Messages =
            [
                new UserMessageParam
                {
                    Content = new List<ContentBlockParam>
                    {
                        new TextBlockParam { Text = "What is this?" },
                        new ImageBlockParam { Source = new Base64ImageSource { Data = Dot, MediaType = MediaType.ImagePng } },
                    },
                },
            ],
        });

        Assert.Contains("I saw 1 image", TextOf(answer));
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Create_JsonSchema_AnswerFits(string upstream)
    {
        using var client = house.Anthropic();
        var schema = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");
        var answer = await client.Messages.Create(Params($"{upstream}/sandbox-frontier", "What is the weather in Paris?") with
        {
            OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = schema.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) } },
        });

        Assert.Equal(JsonValueKind.String, JsonElement.Parse(TextOf(answer)).GetProperty("city").ValueKind);
    }

    [Theory]
    [InlineData("anthropic/sandbox-open+429", typeof(AnthropicRateLimitException))]
    [InlineData("openai-chat/sandbox-open+429", typeof(AnthropicRateLimitException))]
    [InlineData("anthropic/sandbox-open+400", typeof(AnthropicBadRequestException))]
    [InlineData("openai-chat/sandbox-open+400", typeof(AnthropicBadRequestException))]
    [InlineData("anthropic/sandbox-open+500", typeof(Anthropic5xxException))]
    [InlineData("openai-chat/sandbox-open+500", typeof(Anthropic5xxException))]
    [InlineData("anthropic/sandbox-open+529", typeof(Anthropic5xxException))]
    [InlineData("nobody-knows-this", typeof(AnthropicNotFoundException))]
    public async Task Create_Error_IsTheSdksOwnException(string model, System.Type type)
    {
        using var client = house.Anthropic();
        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Params(model, Ask.Sum)));

        Assert.IsType(type, error, exactMatch: false);
    }

    [Fact]
    public async Task Create_WrongKey_IsUnauthorized()
    {
        using var client = house.Anthropic(key: "bk-nobody-0123456789abcdef");
        var error = await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => client.Messages.Create(Params("assistant", Ask.Sum)));

        Assert.DoesNotContain("bk-nobody", error.Message);
    }

    [Theory]
    [InlineData("anthropic/sandbox-open+500")]
    [InlineData("openai-chat/sandbox-open+500")]
    public async Task Create_SdkRetriesOn_ServerErrorEndsAsTheSameException(string model)
    {
        using var client = house.Anthropic(retries: 1);
        await Assert.ThrowsAnyAsync<Anthropic5xxException>(() => client.Messages.Create(Params(model, Ask.Sum)));
    }

    [Theory]
    [InlineData("anthropic/sandbox-open+cut")]
    [InlineData("openai-chat/sandbox-open+cut")]
    public async Task Stream_CutUpstream_ThrowsInsteadOfEndingAsIfWhole(string model)
    {
        using var client = house.Anthropic();
        var stopped = false;
        await Assert.ThrowsAnyAsync<AnthropicException>(async () =>
        {
            await foreach (var said in client.Messages.CreateStreaming(Params(model, "Write 40 words.")))
            {
                stopped |= said.TryPickStop(out _);
            }
        });

        Assert.False(stopped);
    }

    private static MessageCreateParams Params(string model, string question) => new()
    {
        Model = model,
        MaxTokens = 1000,
        Messages = [new UserMessageParam { Content = question }],
    };

    private static string TextOf(Message answer) => string.Concat(answer.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));
}
