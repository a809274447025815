namespace Bascule.Engine.Tests.Guardrails.Detection;

public sealed class EmailTests
{
    [Theory]
    [InlineData("Write to anna.schmidt@example.org, please.", "anna.schmidt@example.org")]
    [InlineData("<o'brien+news@mail.example.co.uk>", "o'brien+news@mail.example.co.uk")]
    [InlineData("a_b-c@sub-domain.example.museum.", "a_b-c@sub-domain.example.museum")]
    [InlineData("mailto:jörg@müller.example?subject=x", "jörg@müller.example")]
    [InlineData("x@y.de", "x@y.de")]
    [InlineData("'x@y.de'", "x@y.de'")]
    public void Find_Address_IsFound(string text, string address) => Assert.Equal([address.TrimEnd('\'')], Search.For("email", text));

    [Theory]
    [InlineData("npm install left-pad@1.3.0")]
    [InlineData("@Override public void run()")]
    [InlineData("user@localhost")]
    [InlineData("icon@2x.png")]
    [InlineData("git@github.com:owner/name.git")]
    [InlineData("import { x } from '@scope/name'")]
    [InlineData("a @ b.de")]
    [InlineData("x@.de and x@-a.de and x@a.d")]
    [InlineData("https://user:word@host.example/path")]
    [InlineData("@")]
    public void Find_LookAlike_IsNot(string text) => Assert.Empty(Search.For("email", text));

    [Theory]
    [InlineData("anna%40example.org", "anna%40example.org")]
    [InlineData("anna&#64;example&period;org", "anna&#64;example&period;org")]
    [InlineData("anna\u200b@exa\u00admple.org", "anna\u200b@exa\u00admple.org")]
    [InlineData("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ")]
    [InlineData("%2561nna%2540example.org", "%2561nna%2540example.org")]
    [InlineData("jo\u0308rg@example.org", "jo\u0308rg@example.org")]
    [InlineData("𝐚𝐧𝐧𝐚@example.org", "𝐚𝐧𝐧𝐚@example.org")]
    public void Find_Obfuscated_GivesTheBytesAsWritten(string written, string found) =>
        Assert.Equal([found], Search.For("email", $"ä% & {written} ﬁn"));
}
