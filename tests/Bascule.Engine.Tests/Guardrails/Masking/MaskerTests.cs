using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Masking;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Bascule.Engine.Tests.Guardrails.Masking;

/// <summary>Placeholders go into a body's own bytes, numbered as the conversation goes.</summary>
public sealed partial class MaskerTests
{
    [Fact]
    public void Body_WithNothingToMask_IsNotMasked() => Assert.Null(Mask("""{"model":"m","messages":[{"role":"user","content":"Hello"}]}"""));

    [Fact]
    public void Value_InEveryKindOfPlace_HasOnePlaceholderAndTheRestIsUntouched()
    {
        var masked = Mask("""
            {"messages" : [{"role":"user","content":"I am ann@x.org, \u0061nn@x.org or bob@x.org"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"send","arguments":"{\"to\":\"ann@x.org\",\"n\":1e3}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"sent to bob@x.org"}], "odd":{"x":1.50}, "model":"m", "user":"ann@x.org"}
            """)!;

        Assert.Equal("""
            {"messages" : [{"role":"user","content":"I am <EMAIL_1>, <EMAIL_1> or <EMAIL_2>"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"send","arguments":"{\"to\":\"<EMAIL_1>\",\"n\":1e3}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"sent to <EMAIL_2>"}], "odd":{"x":1.50}, "model":"m", "user":"<EMAIL_1>"}
            """, Encoding.UTF8.GetString(masked.Body));
        Assert.Equal(2, masked.Vault.Count);
        Assert.Equal("bob@x.org", masked.Vault.Find("<EMAIL_2>"));
    }

    [Fact]
    public void Instructions_BehindTheTurns_AreNumberedFirst()
    {
        var masked = Mask("""{"model":"m","messages":[{"role":"user","content":"ann@x.org"}],"tools":[{"type":"function","function":{"name":"f","description":"for bob@x.org"}}]}""")!;
        Assert.Equal("bob@x.org", masked.Vault.Find("<EMAIL_1>"));
        Assert.Equal("ann@x.org", masked.Vault.Find("<EMAIL_2>"));
    }

    [Fact]
    public void Text_ThatReadsLikeAPlaceholder_IsOneOfItsOwn()
    {
        var masked = Mask("""{"model":"m","messages":[{"role":"user","content":"Explain <EMAIL_1> to ann@x.org"}]}""")!;
        var said = Content(masked.Body);
        Assert.Equal("Explain <LITERAL_1> to <EMAIL_1>", said);
        Assert.Equal("Explain <EMAIL_1> to ann@x.org", TextRestorer.Restore(masked.Vault, said, json: false));
    }

    [Fact]
    public void Value_ThatOnlyItsContextGaveAway_IsMaskedWhereItStandsWithout()
    {
        var masked = Mask("""{"model":"m","messages":[{"role":"user","content":"Quimby called."},{"role":"user","content":"I am Mr. Quimby."},{"role":"user","content":"Quimby, Quimbys, (Quimby)"}]}""")!;
        Assert.Contains("Quimby called.", Encoding.UTF8.GetString(masked.Body), StringComparison.Ordinal);    // it went up before anybody could know
        Assert.Contains("<NAME_1>, Quimbys, (<NAME_1>)", Encoding.UTF8.GetString(masked.Body), StringComparison.Ordinal);
    }

    [Fact]
    public void Number_ThatIsMasked_BecomesAText()
    {
        var masked = Mask("""{"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"card\":4111111111111111}"}}]}]}""")!;
        Assert.Contains("""{\"card\":\"<CARD_1>\"}""", Encoding.UTF8.GetString(masked.Body), StringComparison.Ordinal);
        using var whole = JsonDocument.Parse(masked.Body);
    }

    [Fact]
    public void Value_ThatItsContextGaveAway_IsMaskedInAllOfItsText()
    {
        var masked = Mask("""{"model":"m","messages":[{"role":"user","content":"Quimby? I am Mr. Quimby. Say Quimby thrice."}]}""")!;
        Assert.Equal("<NAME_1>? I am Mr. <NAME_1>. Say <NAME_1> thrice.", Content(masked.Body));
        Assert.Equal(3, masked.Counts["name"]);
    }

    [Theory]
    [InlineData("data:text/plain;base64,", Base64FormattingOptions.None)]
    [InlineData("data:text/plain;base64,", Base64FormattingOptions.InsertLineBreaks)]
    [InlineData("DATA:text/plain;base64,", Base64FormattingOptions.None)]
    [InlineData("data:Text/Plain; charset=\"utf-8\";BASE64,", Base64FormattingOptions.InsertLineBreaks)]
    public void Document_InBase64_IsMaskedWithin(string head, Base64FormattingOptions options)
    {
        var file = Convert.ToBase64String(Encoding.UTF8.GetBytes("Dear ann@x.org,\n" + new string('x', 80)), options);
        var data = Data(Mask(DocumentBody(head + file))!.Body);
        Assert.StartsWith(head, data, StringComparison.Ordinal);
        Assert.StartsWith("Dear <EMAIL_1>,\n", Plain(data), StringComparison.Ordinal);
    }

    [Fact]
    public void Document_OfJson_IsMaskedAsItsTextsAreRead()
    {
        const string Said = """{"to":"ann\u0040x.org","cc":["bob@x.org","ann@x.org"],"card":4111111111111111,"n":1.50}""";
        var masked = Mask(DocumentBody("data:application/json;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Said))))!;
        Assert.Equal("""{"to":"<EMAIL_1>","cc":["<EMAIL_2>","<EMAIL_1>"],"card":"<CARD_1>","n":1.50}""", Plain(Data(masked.Body)));
    }

    [Fact]
    public void Documents_OfOneBody_AreMaskedEach()
    {
        string[] said = ["ann@x.org", "nobody", "bob@x.org and ann@x.org"];
        var body = $$"""{"model":"m","messages":[{{string.Join(',', said.Select(text => $$"""{"role":"user","content":"data:text/plain;base64,{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}"}"""))}}]}""";
        var masked = JsonNode.Parse(Mask(body)!.Body)!["messages"]!.AsArray().Select(message => Plain(message!["content"]!.GetValue<string>()));
        Assert.Equal(["<EMAIL_1>", "nobody", "<EMAIL_2> and <EMAIL_1>"], masked);
    }

    [Fact]
    public void History_ThatGrowsOverThirtyTurns_KeepsItsMaskedBeginning()
    {
        var turns = new List<string>();
        byte[] before = [];
        for (var turn = 0; turn < 30; turn++)
        {
            turns.Add($$"""{"role":"{{(turn % 2 == 0 ? "user" : "assistant")}}","content":"turn {{turn}}: person{{turn}}@x.org wrote to person{{turn / 3}}@x.org of <EMAIL_{{turn}}> and Mr. Quimby"}""");
            var body = $$$"""{"model":"m","messages":[{{{string.Join(',', turns)}}}],"user":"user{{{turn}}}@x.org","tools":[{"type":"function","function":{"name":"f","description":"by admin@x.org"}}]}""";
            var masked = Mask(body)!.Body;
            var end = masked.AsSpan().IndexOf("],\"user\""u8);
            Assert.True(masked.AsSpan().StartsWith(before), $"turn {turn}");
            before = masked[..end];
        }
    }

    [Fact]
    public void Body_MaskedAndRestored_IsWhatItWas()
    {
        var dice = new Random(4711);
        string[] words = ["ann@x.org", "bob@y.org", "<EMAIL_1>", "<", ">", "<EMAIL_", "_1>", "\"", "\\", "\n", "é", "😀", " ", "x", "4111111111111111", "Mr. Quimby", "Quimby", "{", "}", "&lt;"];
        for (var round = 0; round < 500; round++)
        {
            string[] said = [.. Enumerable.Range(0, 3).Select(_ => string.Concat(Enumerable.Range(0, dice.Next(12)).Select(_ => words[dice.Next(words.Length)])))];
            var body = new JsonObject
            {
                ["model"] = "m",
                ["messages"] = new JsonArray([.. said.Select(text => new JsonObject { ["role"] = "user", ["content"] = text })]),
            }.ToJsonString();
            if (Mask(body) is not { } masked)
            {
                continue;
            }

            var back = JsonNode.Parse(masked.Body)!["messages"]!.AsArray().Select(message => TextRestorer.Restore(masked.Vault, message!["content"]!.GetValue<string>(), json: false));
            Assert.Equal(said, back);
        }
    }

    private static MaskedBody? Mask(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var profile = RequestScan.Read(bytes, OpenAiChatDialect.Instance.Shape).Value!;
        Assert.Null(Masker.Mask(bytes, profile, null, Find, out var masked));
        return masked;
    }

    private static string DocumentBody(string data) => new JsonObject
    {
        ["model"] = "m",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = "a.txt", ["file_data"] = data } }) }),
    }.ToJsonString();

    private static string Data(byte[] body) => JsonNode.Parse(body)!["messages"]![0]!["content"]![0]!["file"]!["file_data"]!.GetValue<string>();

    private static string Plain(string data) => Encoding.UTF8.GetString(Convert.FromBase64String(data[(data.IndexOf(',', StringComparison.Ordinal) + 1)..]));

    private static string Content(byte[] body) => JsonNode.Parse(body)!["messages"]![0]!["content"]!.GetValue<string>();

    private static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        var said = Encoding.Latin1.GetString(text);    // a character a byte
        foreach (Match match in Sought().Matches(said))
        {
            var group = match.Groups.Cast<Group>().Skip(1).First(group => group.Success);
            found.Add(new Finding(group.Name, group.Index, group.Length));
        }
    }

    [GeneratedRegex(@"(?<email>[a-z0-9]+@[a-z]+\.org)|(?<card>\b4[0-9]{15}\b)|Mr\. (?<name>Quimby)")]
    private static partial Regex Sought();
}
