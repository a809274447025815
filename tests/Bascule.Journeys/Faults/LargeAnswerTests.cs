using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>Answers far longer than usual come through whole.</summary>
public sealed class LargeAnswerTests
{
    private const int Chunks = 20_000;
    private const int ChunkChars = 256;

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Whole_FiveMegabytes_ComesWhole(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var text = string.Concat(Enumerable.Range(0, Chunks).Select(Chunk));
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(upstream, text)));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m"));

        Assert.Equal((200, false), (told.Status, told.Broke));
        Assert.True(told.Said == text, "the text is another");
        Assert.Equal(200, (await house.Gateway.RowAsync(told.Id)).Status);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_TwentyThousandChunks_ComesWhole(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var said = ScriptedAnswer.Sse(Wire.Begin(upstream)).Then(string.Concat(Enumerable.Range(0, Chunks).Select(at => Wire.Text(upstream, Chunk(at)))));
        house.Upstream.Enqueue(said.Then(Wire.Finish(upstream)).Then(Wire.End(upstream)).InChunksOf(10_007));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m", stream: true));

        Assert.Equal((200, false, true), (told.Status, told.Broke, told.Ended));
        Assert.Null(told.StreamError);
        Assert.True(told.Said == string.Concat(Enumerable.Range(0, Chunks).Select(Chunk)), "the text is another");
        Assert.Equal(200, (await house.Gateway.RowAsync(told.Id)).Status);
    }

    private static string Chunk(int number) => $"{number:00000} ".PadRight(ChunkChars, 'x');
}
