using System.Text;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Upstreams;

/// <summary>A provider with several keys: the next is used where one is refused or over its limit, and the caller notices nothing.</summary>
public sealed class KeyRotationTests
{
    private const string First = "sk-first-0123456789abcdef";
    private const string Second = "sk-second-0123456789abcdef";
    private const string Chat = """{"model":"many/m","messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key sk-first-0123456789abcdef","code":"invalid_api_key"}}""")]
    [InlineData(429, """{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}""")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""")]
    public async Task FirstKey_ThatIsRefused_IsFollowedByTheSecondAndRests(int status, string error)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var house = await StartAsync(request => KeyOf(request) == First ? ScriptedAnswer.Json(error, status) : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)), time);

        Assert.Equal((200, 2), await AskAsync(house));
        Assert.Equal((200, 1), await AskAsync(house));
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((200, 2), await AskAsync(house));
        Assert.Equal([First, Second, Second, First, Second], house.Upstream.Seen.Select(KeyOf));
        var row = (await house.Gateway.RowsAsync()).First(one => one.Attempts.Count > 1);
        Assert.Equal(["next_key", null], row.Attempts.Select(attempt => attempt.Then));
    }

    [Fact]
    public async Task EveryKey_Refused_IsToldOnceAndNamesNone()
    {
        await using var house = await StartAsync(_ => ScriptedAnswer.Json($$$"""{"error":{"message":"Incorrect API key {{{First}}} {{{Second}}}"}}""", 401));
        using var response = await SendAsync(house);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("upstream_auth", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", text, StringComparison.Ordinal);
        Assert.Equal([First, Second], house.Upstream.Seen.Select(KeyOf));
    }

    [Fact]
    public async Task Failure_ThatIsNotTheKeys_TurnsNone()
    {
        await using var house = await StartAsync(_ => ScriptedAnswer.Json("""{"error":{"message":"no such parameter"}}""", 400));
        using var response = await SendAsync(house);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal([First], house.Upstream.Seen.Select(KeyOf));
    }

    private static string? KeyOf(ScriptedRequest request) => request.Headers.GetValueOrDefault("authorization")?["Bearer ".Length..];

    private static async Task<(int Status, int Attempts)> AskAsync(ScriptedHouse house)
    {
        using var response = await SendAsync(house);
        return ((int)response.StatusCode, int.Parse(response.Headers.GetValues("x-bascule-attempts").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<HttpResponseMessage> SendAsync(ScriptedHouse house)
    {
        using var content = new StringContent(Chat, Encoding.UTF8, "application/json");
        return await house.Client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);
    }

    private static async Task<ScriptedHouse> StartAsync(Func<ScriptedRequest, ScriptedAnswer> answer, TimeProvider? time = null)
    {
        var house = await ScriptedHouse.StartWithAsync(
            address => $"many: {{ dialect: openai-chat, base_url: \"{address.GetLeftPart(UriPartial.Authority)}/v1\", api_keys: [{First}, {Second}] }}", time: time);
        house.Upstream.Handler = answer;
        return house;
    }
}
