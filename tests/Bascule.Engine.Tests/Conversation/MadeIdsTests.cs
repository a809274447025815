using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Conversation;

public sealed class MadeIdsTests
{
    [Fact]
    public void Of_TheSamePlace_IsTheSameForever()
    {
        Assert.Equal("call_dc413d2cef979d3f", MadeIds.Of(1, 0, "weather"));
        Assert.Equal(4, new HashSet<string>([MadeIds.Of(1, 0, "a"), MadeIds.Of(1, 1, "a"), MadeIds.Of(2, 0, "a"), MadeIds.Of(1, 0, "b")]).Count);
    }

    [Fact]
    public void Short_AnyId_IsNineLettersOrDigitsAndStays()
    {
        foreach (var id in new[] { "call_41347c06b8f5d28a", "", "toolu_01A", "ünïcode", "abcdefgh_" })
        {
            var made = MadeIds.Short(id);
            Assert.Matches("^[a-zA-Z0-9]{9}$", made);
            Assert.Equal(made, MadeIds.Short(made));
            Assert.Equal(made, MadeIds.Short(id));
        }

        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(i => MadeIds.Short(MadeIds.Of(i, 0, "x"))).Distinct().Count());
    }

    [Fact]
    public void Fill_ResultsWithoutIds_FindTheirCallsByNameAndOrder()
    {
        IReadOnlyList<Turn> turns =
        [
            new(Role.User, [new TextPart("go")]),
            new(Role.Assistant, [Call("", "a"), new TextPart("and"), Call("", "b"), Call("", "a")]),
            new(Role.Tool, [Result("", "b"), Result("", "a"), Result("", null)]),
            new(Role.Assistant, [Call("", "a")]),
            new(Role.Tool, [Result("", "a")]),
        ];

        var filled = MadeIds.Fill(turns);

        var calls = filled.SelectMany(turn => turn.Parts.OfType<ToolCallPart>()).Select(call => call.Id).ToArray();
        Assert.Equal([MadeIds.Of(1, 0, "a"), MadeIds.Of(1, 1, "b"), MadeIds.Of(1, 2, "a"), MadeIds.Of(3, 0, "a")], calls);
        Assert.Equal([calls[1], calls[0], calls[2], calls[3]], filled.SelectMany(turn => turn.Parts.OfType<ToolResultPart>()).Select(result => result.CallId));
        Assert.Equal(filled.Take(3).SelectMany(turn => turn.Parts), MadeIds.Fill([.. turns.Take(3)]).SelectMany(turn => turn.Parts));
    }

    [Fact]
    public void Fill_GivenIds_Stay()
    {
        IReadOnlyList<Turn> turns = [new(Role.Assistant, [Call("x", "a"), Call("", "a")]), new(Role.Tool, [Result("x", null), Result("", "a"), Result("", "unasked")])];

        var results = MadeIds.Fill(turns)[1].Parts.Cast<ToolResultPart>().ToArray();

        Assert.Equal("x", results[0].CallId);
        Assert.Equal(MadeIds.Of(0, 1, "a"), results[1].CallId);
        Assert.Equal(MadeIds.Of(1, 2, "unasked"), results[2].CallId);
    }

    [Fact]
    public void Fill_AnAnswer_GetsTheIdThatTheNextRequestFinds()
    {
        var answer = MadeIds.Fill([new TextPart("hm"), Call("", "a")], turn: 3);

        Assert.Equal(MadeIds.Of(3, 0, "a"), Assert.IsType<ToolCallPart>(answer[1]).Id);
    }

    private static ToolCallPart Call(string id, string name) => new(id, name, "{}");

    private static ToolResultPart Result(string id, string? name) => new(id, [new TextPart("ok")]) { Name = name };
}
