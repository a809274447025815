using Bascule.Journeys.Faults.Matrix;

namespace Bascule.Journeys.Faults;

/// <summary>Kept connections that the provider closes whenever it likes.</summary>
public sealed class ClosingConnectionTests
{
    private const int Calls = 40;

    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Connections_ClosedAtRandom_EveryCallIsAnswered(string dialect, bool stream)
    {
        await using var rude = RudeUpstream.Start(seed: 7, isStream => Said(dialect, isStream));
        var root = rude.Address.GetLeftPart(UriPartial.Authority);
        await using var house = await ScriptedHouse.StartAsync($$"""
              rude: { dialect: {{dialect}}, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
            routes: { both: [rude/m, {{dialect}}/steady], alone: rude/m }
            """);
        house.Upstream.Handler = _ => new Scene(dialect, stream).Good;
        for (var call = 0; call < Calls; call++)
        {
            var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, "both", stream));
            Assert.Equal((200, Scene.Text), (told.Status, told.Said));
            var alone = await house.Client.AskAsync(dialect, Ask.Body(dialect, "alone", stream));
            Assert.True(alone.Status == 200 ? alone.Said == Scene.Text : alone.Error.ValueKind == System.Text.Json.JsonValueKind.Object, alone.Text);
        }

        Assert.True(rude.Closed > 0, "nothing was closed under a request");
        Assert.All(await house.Gateway.RowsAsync(), row => Assert.Equal(row.Status == 200, row.Error is null));
    }

    private static string Said(string dialect, bool stream)
    {
        var scene = new Scene(dialect, stream);
        return string.Concat(scene.Good.Body.Select(piece => System.Text.Encoding.UTF8.GetString(piece.Span)));
    }
}
