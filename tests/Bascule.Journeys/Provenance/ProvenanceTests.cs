using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Provenance;

/// <summary>What answered this, and why was it allowed: the row has the hashes of both bodies as the caller knows them, and the upstream's own names.</summary>
public sealed class ProvenanceTests
{
    private const string Whole =
        """{"id":"chatcmpl-7","object":"chat.completion","created":1,"model":"m-2026","system_fingerprint":"fp_44","choices":[{"index":0,"message":{"role":"assistant","content":"42"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

    private const string AdminKey = "admin-0123456789abcdef0123456789";

    private static readonly string[] Chunks =
    [
        "data: {\"id\":\"chatcmpl-8\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-2026\",\"system_fingerprint\":\"fp_45\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"4\"},\"finish_reason\":null}]}\n\n",
        "data: {\"id\":\"chatcmpl-8\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-2026\",\"system_fingerprint\":\"fp_45\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"2\"},\"finish_reason\":null}]}\n\n",
        "data: {\"id\":\"chatcmpl-8\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-2026\",\"system_fingerprint\":\"fp_45\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n",
        "data: [DONE]\n\n",
    ];

    [Theory]
    [InlineData(Ask.OpenAi, "openai-chat/m", false)]
    [InlineData(Ask.OpenAi, "openai-chat/m", true)]
    [InlineData(Ask.Anthropic, "openai-chat/m", false)]
    [InlineData(Ask.Anthropic, "openai-chat/m", true)]
    public async Task Row_HasTheHashesOfWhatWasSentAndGot_AndTheUpstreamsNames(string dialect, string model, bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync(server: $"drain: 1s, admin_key: {AdminKey}");
        house.Upstream.Handler = _ => stream ? ScriptedAnswer.Sse(Chunks) : ScriptedAnswer.Json(Whole);
        var body = Ask.Body(dialect, model, stream);

        var told = await house.Client.AskAsync(dialect, body);

        Assert.Equal(200, told.Status);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(
            (Sum(body), Sum(told.Text), stream ? "fp_45" : "fp_44", stream ? "chatcmpl-8" : "chatcmpl-7"),
            (row.Provenance!.Request.ToString(), row.Provenance.Answer.ToString(), row.Provenance.Fingerprint, row.Provenance.AnswerId));
        Assert.Equal("m-2026", row.Model);

        foreach (var question in new[] { $"answer_sha256={Sum(told.Text)}", $"answer_id={row.Provenance.AnswerId}" })
        {
            var found = Assert.Single((await AdminAsync(house, $"/bascule/v1/requests?{question}")).GetProperty("data").EnumerateArray());
            Assert.Equal(told.Id, found.GetProperty("id").GetString());
            var provenance = found.GetProperty("provenance");
            Assert.Equal(("openai-chat/m", "m-2026", row.ConfigVersion), (provenance.GetProperty("deployment").GetString(), provenance.GetProperty("model").GetString(), provenance.GetProperty("config_version").GetString()));
        }

        Assert.Empty((await AdminAsync(house, $"/bascule/v1/requests?answer_sha256={Sum("another")}")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Row_OfAnAnswerThatBroke_HasNoHashOfIt()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer.Sse(Chunks[..2]).ThenAbort();
        var body = Ask.Body(Ask.OpenAi, "openai-chat/m", stream: true);

        var told = await house.Client.AskAsync(Ask.OpenAi, body);

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.NotNull(row.Error);
        Assert.Equal((Sum(body), (string?)null), (row.Provenance!.Request.ToString(), row.Provenance.Answer?.ToString()));
    }

    [Fact]
    public async Task Hashes_SwitchedOff_AreInNoRow()
    {
        await using var house = await ScriptedHouse.StartAsync(more: "audit: { hashes: false }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Whole);

        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((null, null, "fp_44"), (row.Provenance!.Request, row.Provenance.Answer, row.Provenance.Fingerprint));
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<JsonElement> AdminAsync(ScriptedHouse house, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("authorization", $"Bearer {AdminKey}");
        using var response = await house.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
