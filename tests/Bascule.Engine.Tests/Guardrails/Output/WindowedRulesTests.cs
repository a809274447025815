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

    [Theory]
    [InlineData("""{"phone":4915112345678,"n":1}""", """{"phone":"[NUMBER]","n":1}""")]
    [InlineData("""{"phone":-4915112345678}""", """{"phone":"[NUMBER]"}""")]
    [InlineData("""[4915112345678]""", """["[NUMBER]"]""")]
    [InlineData("""{"phone":"4915112345678"}""", """{"phone":"[NUMBER]"}""")]
    [InlineData("""{"a\"b":4915112345678}""", """{"a\"b":"[NUMBER]"}""")]
    public void Arguments_WithABareNumberThatIsMasked_StayJson(string arguments, string expected)
    {
        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            var told = new List<AnswerEvent>();
            var rules = new WindowedRules(new OutputRules { Rules = [new OutputRule("r", GuardrailAction.Mask, new NumberFinder())], Window = Window }, new OutputNotes());
            Say(rules, arguments, size, told, new ToolCallPart("c", "f", ""));
            Assert.Equal(expected, Text(told));
        }
    }

    [Fact]
    public void Citation_WithAnAddress_IsHeldToTheList()
    {
        foreach (var action in new[] { GuardrailAction.Block, GuardrailAction.Mask })
        {
            var told = new List<AnswerEvent>();
            var rules = new WindowedRules(new OutputRules { Rules = [new OutputRule("r", action, new UrlFinder(["docs.example.com"]))], Window = Window }, new OutputNotes());
            rules.Take(new PartBegan(0, 0, new TextPart("")), told);
            rules.Take(new PartCited(0, 0, new Citation { Url = "https://docs.example.com/a", Title = "A" }), told);
            rules.Take(new PartCited(0, 0, new Citation { Url = "https://evil.example/?q=secret", Title = "B" }), told);
            rules.Take(new PartEnded(0, 0), told);
            rules.Take(new AnswerEnded(), told);
            Assert.Equal(action == GuardrailAction.Block ? "answer_blocked" : null, rules.Failure?.Code);
            Assert.Equal(action == GuardrailAction.Block ? "https://docs.example.com/a" : "[URL]", told.OfType<PartCited>().Last().Citation.Url);
        }
    }

    [Fact]
    public async Task Citation_OfAWholeAnswer_IsHeldToTheList()
    {
        var rules = new OutputRules { Rules = [new OutputRule("r", GuardrailAction.Mask, new UrlFinder(["docs.example.com"]))] };
        var part = new TextPart("See it.") { Citations = [new Citation { Url = "https://evil.example/x" }] };
        var answer = new Answer { Id = "a", Model = "m", Choices = [new Choice(0, [part], new Stop(StopReason.EndTurn)) { LogProbabilities = RawJson.FromText("{}") }] };
        var told = (await AnswerCheck.RunAsync(rules, new OutputNotes(), answer, TestContext.Current.CancellationToken)).Value!.Choices[0];
        Assert.Equal("[URL]", Assert.IsType<TextPart>(told.Parts[0]).Citations[0].Url);
        Assert.True(told.LogProbabilities.IsAbsent);
    }

    [Fact]
    public void LogProbabilities_WhereWordsAreMasked_AreLeftOut()
    {
        var told = new List<AnswerEvent>();
        var rules = New(GuardrailAction.Mask);
        rules.Take(new LogProbabilitiesTold(0, RawJson.FromText("{}")), told);
        Assert.True(Assert.IsType<LogProbabilitiesTold>(Assert.Single(told)).Json.IsAbsent);
    }

    [Theory]
    [InlineData("""{"text":"call sk-SECRET-0123 now"}""", "call sk-SECRET-0123 now")]
    [InlineData("plain words", "plain words")]
    [InlineData("data: {\"type\":\"transcript.text.delta\",\"delta\":\"sk-SEC\"}\n\ndata: {\"delta\":\"RET-0123\"}\n\ndata: {\"text\":\"sk-SECRET-0123\"}\n\n", "sk-SECRET-0123")]
    [InlineData("""{"words":["a"]}""", """{"words":["a"]}""")]
    public void Transcript_InAnyForm_HasItsWords(string answer, string words) =>
        Assert.Equal(words, Bascule.Engine.Resilience.Errands.TranscriptText.Of(System.Text.Encoding.UTF8.GetBytes(answer)).Text);

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

    /// <summary>Finds thirteen digits.</summary>
    private sealed class NumberFinder : IAnswerFinder
    {
        public void Find(ReadOnlySpan<byte> text, List<Finding> found)
        {
            var at = text.IndexOf("4915112345678"u8);
            if (at >= 0)
            {
                found.Add(new Finding("number", at, 13));
            }
        }
    }

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
