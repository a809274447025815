using System.Text.Json;
using Bascule.Engine.Guardrails.Masking;

namespace Bascule.Engine.Tests.Guardrails.Masking;

/// <summary>Values come back into text and into JSON, however a placeholder is cut.</summary>
public sealed class TextRestorerTests
{
    private readonly Vault _vault = new();

    public TextRestorerTests()
    {
        _vault.Put("email", "ann@example.com");
        _vault.Put("email", "bob@example.com");
        _vault.Put("name", "Zoë \"Zed\" O\\Neil\n");
        for (var i = 3; i <= 12; i++)
        {
            _vault.Put("email", $"e{i}@example.com");
        }
    }

    [Theory]
    [InlineData("Mail <EMAIL_1>, or <EMAIL_2><EMAIL_1>.", "Mail ann@example.com, or bob@example.comann@example.com.")]
    [InlineData("<EMAIL_1", "<EMAIL_1")]
    [InlineData("<EMAIL_1<EMAIL_12>>", "<EMAIL_1e12@example.com>")]
    [InlineData("<EMAIL_99> <CARD_1> <email_1> a < b <", "<EMAIL_99> <CARD_1> <email_1> a < b <")]
    [InlineData("<EMAIL_11>", "e11@example.com")]
    public void Text_CutAnywhere_HasItsValues(string text, string expected)
    {
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second++)
            {
                var restorer = new TextRestorer(_vault, json: false);
                Assert.Equal(expected, restorer.Take(text[..first]) + restorer.Take(text[first..second]) + restorer.Take(text[second..]) + restorer.End());
            }
        }
    }

    [Theory]
    [InlineData("""{"to":"<NAME_1>"}""")]
    [InlineData("""{"to":"\u003cNAME_1\u003e"}""")]
    [InlineData("""{"to":"\u003CNAME_1>"}""")]
    public void Arguments_CutAnywhere_HaveTheValueEscaped(string arguments)
    {
        for (var cut = 0; cut <= arguments.Length; cut++)
        {
            var restorer = new TextRestorer(_vault, json: true);
            var said = restorer.Take(arguments[..cut]) + restorer.Take(arguments[cut..]) + restorer.End();
            Assert.Equal("Zoë \"Zed\" O\\Neil\n", JsonElement.Parse(said).GetProperty("to").GetString());
        }
    }

    [Fact]
    public void Arguments_BackslashBeforeWhatLooksEscaped_StayAsTheyAre()
    {
        const string Arguments = """{"path":"C:\\u003cEMAIL_1>","n":"\n\t\""}""";
        Assert.Equal(Arguments, TextRestorer.Restore(_vault, Arguments, json: true));
    }

    [Fact]
    public void Text_WithoutABeginning_IsNotHeld()
    {
        var restorer = new TextRestorer(_vault, json: false);
        Assert.Equal("no brackets", restorer.Take("no brackets"));
        Assert.Equal("a <b", restorer.Take("a <b"));
        Assert.Equal("x ", restorer.Take("x <EM"));
        Assert.Equal("<EMX", restorer.Take("X"));
        Assert.Equal("", restorer.End());
    }

    [Fact]
    public void Places_BehindAValue_MoveByWhatItGrew()
    {
        var restorer = new TextRestorer(_vault, json: false);
        restorer.Take("a <EMAIL_");
        restorer.Take("1> b");
        Assert.Equal(0, restorer.Moved(0));
        Assert.Equal("a ann@example.com".Length, restorer.Moved("a <EMAIL_1>".Length));
        Assert.Equal("a ann@example.com b".Length, restorer.Moved("a <EMAIL_1> b".Length));
    }
}
