using System.Text.Json;

namespace Bascule.Journeys.Callers;

/// <summary>What Ollama's clients ask before they chat.</summary>
public sealed class OllamaModelsTests
{
    private const string Rules = """
        routes:
          assistant: [native/up]
          hidden: [chat/gpt-5]
        keys:
          - { name: k, key: "sk-caller-0123456789abcdef", routes: [assistant] }
        """;

    private static readonly (string, string) Key = ("authorization", "Bearer sk-caller-0123456789abcdef");

    [Fact]
    public async Task Tags_OfAKey_ListWhatItMayUse()
    {
        await using var house = await OllamaHouse.StartAsync(Rules);
        var model = Assert.Single((await house.GetAsync("/api/tags", Key)).Json.GetProperty("models").EnumerateArray());
        Assert.Equal(("assistant", "assistant", 64), (model.GetProperty("name").GetString(), model.GetProperty("model").GetString(), model.GetProperty("digest").GetString()!.Length));
        Assert.Equal(JsonValueKind.Array, model.GetProperty("details").GetProperty("families").ValueKind);
        Assert.Empty((await house.GetAsync("/api/ps", Key)).Json.GetProperty("models").EnumerateArray());

        var stranger = await house.GetAsync("/api/tags");
        Assert.Equal((401, JsonValueKind.String), (stranger.Status, stranger.Json.GetProperty("error").ValueKind));
    }

    [Fact]
    public async Task Show_AModel_SaysWhatItCan()
    {
        await using var house = await OllamaHouse.StartAsync();
        foreach (var member in new[] { "model", "name" })
        {
            var shown = await house.PostAsync("/api/show", $$"""{"{{member}}":"chat/gpt-5"}""");
            Assert.Equal(200, shown.Status);
            var can = shown.Json.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()).ToArray();
            Assert.Contains("completion", can);
            Assert.Contains("tools", can);
            Assert.Equal("bascule", shown.Json.GetProperty("model_info").GetProperty("general.architecture").GetString());
        }

        Assert.Equal(404, (await house.PostAsync("/api/show", """{"model":"nobody"}""")).Status);
        Assert.Equal(400, (await house.PostAsync("/api/show", "[")).Status);
    }

    [Fact]
    public async Task Version_ForAnybody_IsANumberOfThree()
    {
        await using var house = await OllamaHouse.StartAsync(Rules);
        Assert.Equal(3, (await house.GetAsync("/api/version")).Json.GetProperty("version").GetString()!.Split('.').Length);
    }

    [Fact]
    public async Task Chat_WithAKey_NeedsIt()
    {
        await using var house = await OllamaHouse.StartAsync(Rules);
        house.Upstream.Enqueue(Sandbox.Scripted.ScriptedAnswer.Json("""{"model":"up","created_at":"2026-08-04T19:59:21Z","message":{"role":"assistant","content":"42"},"done":true}"""));
        const string body = """{"model":"assistant","messages":[{"role":"user","content":"?"}],"stream":false}""";
        Assert.Equal(401, (await house.PostAsync("/api/chat", body)).Status);
        Assert.Equal(200, (await house.PostAsync("/api/chat", body, Key)).Status);
    }
}
