using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

#pragma warning disable OPENAI001    // the client of responses is still called experimental

namespace Bascule.Journeys.Rescue;

/// <summary>The vendors' own clients read a stream that was carried on as one answer.</summary>
public sealed class SdkTests(RescueHouse house) : IClassFixture<RescueHouse>
{
    private OpenAIClientOptions Options => new() { Endpoint = new Uri(house.Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private static ApiKeyCredential Key => new(Sdk.OfficialHouse.Key);

    [Theory]
    [InlineData("sandbox", "sandbox/sandbox-open")]
    [InlineData("claude", "claude-open")]
    public async Task OpenAiChat_StreamCarriedOn_IsOneAnswer(string first, string second)
    {
        house.Forward();
        var client = new ChatClient(RescueHouse.Route(first, second), Key, Options);
        var (text, finishes, ids) = ("", new List<ChatFinishReason>(), new HashSet<string>());
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(RescueHouse.Question)], new ChatCompletionOptions { MaxOutputTokenCount = 1000 }))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            ids.Add(update.CompletionId);
            usage = update.Usage ?? usage;
            if (update.FinishReason is { } finish)
            {
                finishes.Add(finish);
            }
        }

        Assert.Equal(RescueHouse.Whole, text);
        Assert.Equal([ChatFinishReason.Stop], finishes);
        Assert.Single(ids);
        Assert.True(usage!.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData("openai-responses", "sandbox/sandbox-open")]
    [InlineData("claude", "claude-open")]
    public async Task OpenAiResponses_StreamCarriedOn_IsOneAnswer(string first, string second)
    {
        house.Forward();
        var client = new ResponsesClient(Key, new ResponsesClientOptions { Endpoint = new Uri(house.Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        var (text, numbers) = ("", new List<int>());
        ResponseResult? whole = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(
            new CreateResponseOptions(RescueHouse.Route(first, second), [ResponseItem.CreateUserMessageItem(RescueHouse.Question)]) { StreamingEnabled = true, MaxOutputTokenCount = 1000 }))
        {
            numbers.Add(update.SequenceNumber);
            text += update is StreamingResponseOutputTextDeltaUpdate grown ? grown.Delta : "";
            whole = update is StreamingResponseCompletedUpdate completed ? completed.Response : whole;
        }

        Assert.Equal(RescueHouse.Whole, text);
        Assert.Equal(RescueHouse.Whole, whole!.GetOutputText());
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
    }

    [Theory]
    [InlineData("claude", "claude-open")]
    [InlineData("sandbox", "sandbox/sandbox-open")]
    public async Task Anthropic_StreamCarriedOn_IsOneAnswer(string first, string second)
    {
        house.Forward();
        using var client = new AnthropicClient(new ClientOptions { BaseUrl = house.Gateway.Address.GetLeftPart(UriPartial.Authority), ApiKey = Sdk.OfficialHouse.Key, MaxRetries = 0 });
        var (text, starts, stops) = ("", 0, 0);
        var asked = new MessageCreateParams { Model = RescueHouse.Route(first, second), MaxTokens = 1000, Messages = [new UserMessageParam { Content = RescueHouse.Question }] };
        await foreach (var said in client.Messages.CreateStreaming(asked))
        {
            if (said.TryPickContentBlockDelta(out var grown) && grown.Delta.TryPickText(out var words))
            {
                text += words.Text;
            }

            starts += said.TryPickStart(out _) ? 1 : 0;
            stops += said.TryPickStop(out _) ? 1 : 0;
        }

        Assert.Equal(RescueHouse.Whole, text);
        Assert.Equal((1, 1), (starts, stops));
    }
}
