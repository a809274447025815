using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Output;

namespace Bascule.Engine.Tests.Guardrails.Output;

/// <summary>What a rule forbids is seen before any of it goes out, however a stream cuts it, and nothing is held longer than the window.</summary>
public sealed class WindowedRulesTests
{
    private const int Window = 64;

    private static readonly string Before = string.Concat(Enumerable.Repeat("plain words. ", 20));

    [Fact]
    public void Stream_OfPlainWords_HoldsNoMoreThanTheWindow()
    {
        var (rules, told) = (New(GuardrailAction.Block), new List<AnswerEvent>());
        rules.Take(new PartBegan(0, 0, new TextPart("")), told);
        var said = 0;
        foreach (var letter in Before)
        {
            rules.Take(new PartGrew(0, 0, letter.ToString()), told);
            said++;
            Assert.InRange(said - Text(told).Length, 0, Window);
        }

        rules.Take(new PartEnded(0, 0), told);
        rules.Take(new AnswerEnded(), told);
        Assert.Equal(Before, Text(told));
        Assert.IsType<AnswerEnded>(told[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Stream_WithWhatIsForbidden_StopsBeforeIt(int size)
    {
        for (var place = 0; place < Before.Length; place += 13)
        {
            var told = new List<AnswerEvent>();
            var rules = New(GuardrailAction.Block);
            Say(rules, Before.Insert(place, "sk-SECRET-0123 "), size, told);
            Assert.Equal("answer_blocked", rules.Failure?.Code);
            Assert.DoesNotContain("SECRET", Text(told), StringComparison.Ordinal);
            Assert.StartsWith(Text(told), Before, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Stream_WithWhatIsMasked_HasTheRest(int size)
    {
        for (var place = 0; place <= Before.Length; place += 13)
        {
            var told = new List<AnswerEvent>();
            var rules = New(GuardrailAction.Mask);
            Say(rules, Before.Insert(place, "sk-SECRET-0123 "), size, told);
            Assert.Null(rules.Failure);
            Assert.Equal(Before.Insert(place, "[SECRET] "), Text(told));
        }
    }

    [Fact]
    public void Arguments_WithEscapedLetters_AreReadAsWhatTheyMean()
    {
        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            var told = new List<AnswerEvent>();
            var rules = New(GuardrailAction.Block);
            Say(rules, """{"key":"\u0073k-\u0053ECRET-0123"}""", size, told, new ToolCallPart("c", "f", ""));
            Assert.NotNull(rules.Failure);
        }
    }

    [Fact]
    public void Arguments_WithWhatIsMasked_StayJson()
    {
        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            var told = new List<AnswerEvent>();
            Say(New(GuardrailAction.Mask), """{"key":"\u0073k-\u0053ECRET-0123","n":"é"}""", size, told, new ToolCallPart("c", "f", ""));
            Assert.Equal("""{"key":"[SECRET]","n":"é"}""", Text(told));
        }
    }

    [Fact]
    public void Flag_FoundOnce_IsNotedOnce()
    {
        var notes = new OutputNotes();
        Say(new WindowedRules(Rules(GuardrailAction.Flag), notes), Before + "sk-SECRET-0123 " + Before, 1, []);
        Assert.Equal(1, notes.Of("r", "secret"));
    }

    [Fact]
    public async Task Judge_OfTheWholeAnswer_HoldsAllUntilHeSpoke()
    {
        var told = new List<AnswerEvent>();
        IReadOnlyList<JudgedPart>? seen = null;
        var rules = new WindowedRules(
            new OutputRules
            {
                Judge = (parts, _) =>
                {
                    seen = parts;
                    return ValueTask.FromResult<Failure?>(null);
                },
            },
            new OutputNotes());
        Say(rules, Before, 10, told);
        Assert.Empty(told);
        await rules.ConcludeAsync(told, TestContext.Current.CancellationToken);
        Assert.Equal(Before, Text(told));
        Assert.Equal(Before, Assert.Single(seen!).Text);
    }

    [Fact]
    public void Forget_BehindABreak_StillKnowsWhatWasSaid()
    {
        var told = new List<AnswerEvent>();
        var rules = New(GuardrailAction.Mask);
        rules.Take(new PartBegan(0, 0, new TextPart("")), told);
        rules.Take(new PartGrew(0, 0, Before), told);
        rules.Take(new PartGrew(0, 0, "sk-SEC"), told);
        rules.Forget();
        var had = Text(told);
        rules.Take(new PartGrew(0, 0, "sk-SECRET-0123 x"), told);
        rules.Take(new PartEnded(0, 0), told);
        Assert.Equal(had + "[SECRET] x", Text(told));
    }

    private static void Say(WindowedRules rules, string text, int size, List<AnswerEvent> told, Part? seed = null)
    {
        rules.Take(new AnswerBegan("a", "m", null), []);
        rules.Take(new PartBegan(0, 0, seed ?? new TextPart("")), told);
        for (var at = 0; at < text.Length; at += size)
        {
            rules.Take(new PartGrew(0, 0, text[at..Math.Min(at + size, text.Length)]), told);
        }

        rules.Take(new PartEnded(0, 0), told);
        rules.Take(new AnswerEnded(), told);
    }

    private static string Text(IEnumerable<AnswerEvent> told) => string.Concat(told.OfType<PartGrew>().Select(grew => grew.Text));

    private static WindowedRules New(GuardrailAction action) => new(Rules(action), new OutputNotes());

    private static OutputRules Rules(GuardrailAction action) => new() { Rules = [new OutputRule("r", action, new SecretFinder())], Window = Window };

    /// <summary>Finds what begins with <c>sk-</c>, as long as it goes on.</summary>
    private sealed class SecretFinder : IAnswerFinder
    {
        public void Find(ReadOnlySpan<byte> text, List<Finding> found)
        {
            var at = text.IndexOf("sk-SECRET"u8);
            if (at >= 0)
            {
                var end = text[at..].IndexOfAny((byte)' ', (byte)'"', (byte)'\\');
                found.Add(new Finding("secret", at, end < 0 ? text.Length - at : end));
            }
        }
    }
}
