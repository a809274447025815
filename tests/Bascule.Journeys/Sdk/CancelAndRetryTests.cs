using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Bascule.Sandbox.Scripted;
using OpenAI.Chat;

namespace Bascule.Journeys.Sdk;

/// <summary>What the SDKs' cancellation and own retries mean upstream, seen there.</summary>
public sealed class CancelAndRetryTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task OpenAiStream_CancelledMidway_UpstreamIsLetGo(string upstream)
    {
        house.Scripted.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "hello")).ThenSilence());
        using var leave = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in house.OpenAi($"script-{upstream}/m").CompleteChatStreamingAsync([new UserChatMessage(Ask.Sum)], cancellationToken: leave.Token))
            {
                if (update.ContentUpdate.Any(part => part.Text == "hello"))
                {
                    await leave.CancelAsync();
                }
            }
        });
        await house.Scripted.Seen[^1].ClientLeft.WaitAsync(Gateway.Bound);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task AnthropicStream_CancelledMidway_UpstreamIsLetGo(string upstream)
    {
        house.Scripted.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "hello")).ThenSilence());
        using var leave = new CancellationTokenSource();
        using var client = house.Anthropic();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var said in client.Messages.CreateStreaming(Params($"script-{upstream}/m"), leave.Token))
            {
                if (said.TryPickContentBlockDelta(out _))
                {
                    await leave.CancelAsync();
                }
            }
        });
        await house.Scripted.Seen[^1].ClientLeft.WaitAsync(Gateway.Bound);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task OpenAi_RetriesOn_RateLimitIsAskedAgainAndAnswered(string upstream)
    {
        var before = house.Scripted.Seen.Count;
        house.Scripted.Enqueue(
            ScriptedAnswer.Json("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""", 429).With("retry-after-ms", "1").With("retry-after", "0"),
            ScriptedAnswer.Json(Wire.Answer(upstream)));
        ChatCompletion answer = await house.OpenAi($"script-{upstream}/m", retries: 2).CompleteChatAsync([new UserChatMessage(Ask.Sum)]);

        Assert.Equal("42", answer.Content[0].Text);
        Assert.Equal(2, house.Scripted.Seen.Count - before);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Anthropic_RetriesOn_SpentFailureIsNotAskedAgain(string upstream)
    {
        var before = house.Scripted.Seen.Count;
        var failed = ScriptedAnswer.Json("""{"type":"error","error":{"type":"api_error","message":"broken"}}""", 500);
        house.Scripted.Enqueue(failed);
        house.Scripted.Handler = _ => failed;
        using var client = house.Anthropic(retries: 2);
        await Assert.ThrowsAnyAsync<Anthropic5xxException>(() => client.Messages.Create(Params($"script-{upstream}/m")));

        // x-should-retry: false; our own candidate was asked once more already.
        Assert.Equal(2, house.Scripted.Seen.Count - before);
    }

    private static MessageCreateParams Params(string model) => new() { Model = model, MaxTokens = 1000, Messages = [new UserMessageParam { Content = Ask.Sum }] };
}
