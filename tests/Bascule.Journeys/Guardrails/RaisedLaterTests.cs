using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Guardrails;

/// <summary>A remote guardrail raises the class: what follows from that holds before the next byte leaves.</summary>
public sealed class RaisedLaterTests
{
    [Fact]
    public async Task Masking_ThatTheFirstBringsIn_HoldsForTheSecondAndForTheModel()
    {
        await using var house = await StartAsync(
            """
            routes: { assistant: [home/m] }
            guardrails:
              - { name: first, deployment: dlp/first, action: classify, required: true }
              - { name: mask, detect: [email], action: mask, when: { data_class: confidential } }
              - { name: second, deployment: dlp/second, action: flag, required: true }
            """);
        var told = await AskAsync(house, "/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"write to ann@example.com"}]}""");

        Assert.Equal(200, told.Status);
        Assert.Equal(["/dlp/first", "/dlp/second", "/home/v1/chat/completions"], house.Upstream.Seen.Select(request => request.Target));
        Assert.Contains("ann@example.com", house.Upstream.Seen[0].Text, StringComparison.Ordinal);
        Assert.All(house.Upstream.Seen.Skip(1), request => Assert.DoesNotContain("ann@example.com", request.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bascule")]
    [InlineData("upstream")]
    public async Task Turn_ThatIsConfidentialOnlyByThen_IsKeptNowhere(string state)
    {
        await using var house = await StartAsync(
            $$"""
            routes: { assistant: { candidates: [talks/m], state: {{state}} } }
            guardrails: [{ name: first, deployment: dlp/first, action: classify, required: true }]
            """);
        var told = await AskAsync(house, "/v1/responses", """{"model":"assistant","input":"the contract with ACME"}""");
        var id = System.Text.Json.JsonElement.Parse(told.Text).GetProperty("id").GetString();
        using var read = await house.Client.GetAsync(new Uri($"/v1/responses/{id}", UriKind.Relative));

        Assert.Equal((200, 404), (told.Status, (int)read.StatusCode));
        Assert.False(house.Upstream.Seen.Single(request => request.Target.EndsWith("/responses", StringComparison.Ordinal)).Json.GetProperty("store").GetBoolean());
    }

    private static async Task<(int Status, string Text)> AskAsync(ScriptedHouse house, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", "web-0123456789abcdef0123456789ab");
        house.Client.DefaultRequestHeaders.Authorization = request.Headers.Authorization;
        using var response = await house.Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<ScriptedHouse> StartAsync(string more)
    {
        var house = await ScriptedHouse.StartWithAsync(address =>
        {
            var root = address.GetLeftPart(UriPartial.Authority);
            return $$"""
                home: { dialect: openai-chat, base_url: "{{root}}/home/v1", hosting: self }
                  talks: { dialect: openai-responses, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef }
                  dlp: { dialect: webhook, base_url: "{{root}}/dlp", hosting: self }
                keys: [{ name: web, key: web-0123456789abcdef0123456789ab }]
                {{more}}
                """;
        });
        house.Upstream.Handler = request => request.Target switch
        {
            "/dlp/first" => ScriptedAnswer.Json("""{"class":"confidential"}"""),
            "/dlp/second" => ScriptedAnswer.Json("""{"action":"allow"}"""),
            var path when path.EndsWith("/responses", StringComparison.Ordinal) => ScriptedAnswer.Json(
                """{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"ok","annotations":[]}]}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"""),
            _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)),
        };
        return house;
    }
}
