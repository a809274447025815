using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>A tenant that would read another's: by id, by a name that is a team's, by looking as somebody else.</summary>
public sealed class TenantTests
{
    private const string Team = "bk-team-0123456789abcdef";
    private const string Namesake = "bk-namesake-0123456789abcdef";
    private const string Colleague = "bk-colleague-0123456789abcdef";

    [Fact]
    public async Task Request_OfATeam_IsReadByItsKeysAndByNoKeyOfItsName()
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            routes: { assistant: [openai-chat/m] }
            keys:
              - { name: web, key: {{Team}}, team: search }
              - { name: search, key: {{Namesake}} }
              - { name: batch, key: {{Colleague}}, team: search }
            """);
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var mine = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", Team));
        var theirs = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", Namesake));

        Assert.Equal((200, 200, 404), (await ReadAsync(house, mine.Id, Team), await ReadAsync(house, mine.Id, Colleague), await ReadAsync(house, mine.Id, Namesake)));
        Assert.Equal((404, 404, 200), (await ReadAsync(house, theirs.Id, Team), await ReadAsync(house, theirs.Id, Colleague), await ReadAsync(house, theirs.Id, Namesake)));
        Assert.Equal(404, await ReadAsync(house, theirs.Id, Team, ("x-bascule-tags", "team=search"), ("x-api-key", Namesake)));
        Assert.Equal(401, await ReadAsync(house, mine.Id, "bk-nobody-0123456789"));
    }

    private static async Task<int> ReadAsync(ScriptedHouse house, string id, string key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/requests/{id}");
        request.Headers.Add("authorization", "Bearer " + key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await house.Client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
