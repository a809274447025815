using Bascule.Engine.Conversation;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>A caller who would have his request counted as less private than it is.</summary>
public sealed class ClassTests
{
    private const string Secret = "bk-caller-0123456789abcdef";

    private static readonly (DataClass Counted, string[] Sent)[] Classes =
    [
        (DataClass.Confidential, ["public"]),
        (DataClass.Confidential, ["internal"]),
        (DataClass.Confidential, ["PUBLIC"]),
        (DataClass.Regulated, ["regulated", "public"]),
        (DataClass.Regulated, ["public", "regulated"]),
        (DataClass.Confidential, ["public,internal"]),
        (DataClass.Regulated, ["public, regulated"]),
    ];

    private static readonly string[][] NoClasses = [["0"], ["-1"], ["+0"], ["public;regulated"], ["none"], ["public", "0"], ["public,"], ["internal,confidential,nothing"]];

    [Fact]
    public async Task Header_LowerOrSentTwice_LeavesTheHighest()
    {
        await using var house = await HouseAsync();
        foreach (var (counted, sent) in Classes)
        {
            var told = await AskAsync(house, sent);

            Assert.Equal(200, told.Status);
            Assert.Equal(counted, (await house.Gateway.RowAsync(told.Id)).DataClass);
        }
    }

    [Fact]
    public async Task Header_ThatIsNoClass_IsRefused()
    {
        await using var house = await HouseAsync();
        foreach (var sent in NoClasses)
        {
            var told = await AskAsync(house, sent);

            Assert.Equal((400, "x-bascule-data-class"), (told.Status, told.Error.GetProperty("param").GetString()));
        }

        Assert.Empty(house.Upstream.Seen);
    }

    private static async Task<ScriptedHouse> HouseAsync()
    {
        var house = await ScriptedHouse.StartAsync($$"""
            routes: { assistant: [openai-chat/m] }
            keys: [{ name: web, key: {{Secret}}, data_class: confidential }]
            """);
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        return house;
    }

    private static Task<Told> AskAsync(ScriptedHouse house, string[] classes) => house.Client.AskAsync(
        Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), [("x-api-key", Secret), .. classes.Select(one => ("x-bascule-data-class", one))]);
}
