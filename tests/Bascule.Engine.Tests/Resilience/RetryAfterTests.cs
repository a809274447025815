using System.Net;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Gemini;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience;

public sealed class RetryAfterTests
{
    private const string Noon = "Sun, 01 Nov 2026 12:00:00 GMT";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 11, 59, 0, TimeSpan.Zero));    // a minute slow

    /// <summary>Headers as one text, <c>;</c> between them, and the milliseconds to wait; null: nothing was said.</summary>
    public static TheoryData<string, double?> Headers => new()
    {
        { "", null },
        { "retry-after: 7", 7000 },
        { "retry-after: 0", 0 },
        { "retry-after: 1.5", 1500 },
        { "retry-after: 20s", 20_000 },
        { "retry-after: -3", null },
        { "retry-after: soon", null },
        { "retry-after: NaN", null },
        { "retry-after: 1e30", null },
        { "retry-after: 1296000", 86_400_000 },
        { $"retry-after: Sun, 01 Nov 2026 12:00:30 GMT; date: {Noon}", 30_000 },
        { "retry-after: Sun, 01 Nov 2026 12:00:30 GMT", 90_000 },
        { $"retry-after: Sun, 01 Nov 2026 11:00:00 GMT; date: {Noon}", null },
        { "retry-after-ms: 250", 250 },
        { "retry-after-ms: 250; retry-after: 1", 250 },
        { "retry-after-ms: 0; retry-after: 1", 1000 },
        { "retry-after-ms: 0", 0 },
        { "retry-after-ms: -1; retry-after: 2", 2000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s", 1000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 6m0s", 360_000 },
        { "x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 20ms", 20 },
        { "x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 1h2m59.56s", 3_779_560 },
        { "x-ratelimit-remaining-requests: 5; x-ratelimit-reset-requests: 6m0s", null },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 2s; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 9s", 9000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 2s; x-ratelimit-remaining-tokens: 10; x-ratelimit-reset-tokens: 9s", 2000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: later", null },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; retry-after: 4", 4000 },
        { "x-ratelimit-remaining-tokens-minute: 0; x-ratelimit-reset-tokens-minute: 33.9336953163147", 33_933.6953 },
        { "x-ratelimit-remaining: 0; x-ratelimit-reset: 2", 2000 },
        { $"x-ratelimit-remaining: 0; x-ratelimit-reset: 1793534410; date: {Noon}", 10_000 },
        { $"x-ratelimit-remaining: 0; x-ratelimit-reset: 1793534410500; date: {Noon}", 10_500 },
        { $"x-ratelimit-remaining: 0; x-ratelimit-reset: 1593534410; date: {Noon}", null },
        { "ratelimitbysize-remaining: 0; ratelimitbysize-reset: 23", 23_000 },
        { $"anthropic-ratelimit-tokens-remaining: 0; anthropic-ratelimit-tokens-reset: 2026-11-01T12:00:18Z; date: {Noon}", 18_000 },
        { $"anthropic-ratelimit-tokens-remaining: 40; anthropic-ratelimit-tokens-reset: 2026-11-01T12:00:18Z; date: {Noon}", null },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 0; x-ratelimit-renewalperiod-requests: 60", 60_000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-renewalperiod-requests: 60", 60_000 },
        { "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 0", 0 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Headers_OfARateLimit_SayTheWait(string headers, double? milliseconds) =>
        Assert.Equal(milliseconds, await WaitAsync(OpenAiChatDialect.Instance, 429, """{"error":{"message":"slow down","type":"rate_limit_error"}}""", headers));

    [Theory]
    [InlineData("Please try again in 20s. Visit the page to learn more.", 20_000.0)]
    [InlineData("Rate limit reached. Please try again in 6m0s.", 360_000.0)]
    [InlineData("Please try again in 132ms.", 132.0)]
    [InlineData("Please try again in 1.898s, or later", 1898.0)]
    [InlineData("Please retry after 26 seconds.", 26_000.0)]
    [InlineData("Please retry after 2 minutes.", 120_000.0)]
    [InlineData("retry in 500 milliseconds", 500.0)]
    [InlineData("Please try again in a while", null)]
    [InlineData("retry after 26 moons", null)]
    [InlineData("try again in ", null)]
    public async Task Words_OfARateLimit_SayTheWait(string message, double? milliseconds) =>
        Assert.Equal(milliseconds, await WaitAsync(OpenAiChatDialect.Instance, 429, $$$"""{"error":{"message":"{{{message}}}","type":"rate_limit_error"}}""", ""));

    [Theory]
    [InlineData("17s", "", 17_000.0)]
    [InlineData("0.25s", "", 250.0)]
    [InlineData("-4s", "", null)]
    [InlineData("17s", "retry-after: 3", 3000.0)]
    public async Task RetryInfo_OfGemini_SaysTheWait(string delay, string headers, double? milliseconds) => Assert.Equal(milliseconds, await WaitAsync(
        GeminiDialect.Instance, 429,
        $$$"""{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}"}]}}""",
        headers));

    [Fact]
    public async Task Reset_OfAnotherFailure_SaysNothing() => Assert.Null(await WaitAsync(
        OpenAiChatDialect.Instance, 400, """{"error":{"message":"no such field; try again in 20s","type":"invalid_request_error"}}""", "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s"));

    private async Task<double?> WaitAsync(IDialect dialect, int status, string body, string headers)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        foreach (var header in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var at = header.IndexOf(':', StringComparison.Ordinal);
            response.Headers.TryAddWithoutValidation(header[..at], header[(at + 1)..].Trim());
        }

        Failure failure = await Upstream.ReadErrorAsync(response, dialect, _time, CancellationToken.None);
        return failure.RetryAfter is { } wait ? Math.Round(wait.TotalMilliseconds, 4) : null;
    }
}
