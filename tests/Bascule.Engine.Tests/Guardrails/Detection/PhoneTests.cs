namespace Bascule.Engine.Tests.Guardrails.Detection;

public sealed class PhoneTests
{
    [Theory]
    [InlineData("+1 212-555-0187")]
    [InlineData("+44 20 7183 8750")]
    [InlineData("+49 (0)30 1234567")]
    [InlineData("+49 151 12345678")]
    [InlineData("(+49) 30 1234567")]
    [InlineData("+33 1 42 68 53 00")]
    [InlineData("+34 612 345 678")]
    [InlineData("+39 06 1234 5678")]
    [InlineData("+4915112345678")]
    [InlineData("+351 912 345 678")]
    [InlineData("0049 151 12345678")]
    [InlineData("00441632960123")]
    [InlineData("(212) 555-0187")]
    [InlineData("212-555-0187")]
    [InlineData("212.555.0187")]
    [InlineData("1-800-555-0187")]
    [InlineData("020 7183 8750")]
    [InlineData("07911 123456")]
    [InlineData("07911123456")]
    [InlineData("(0161) 496 0123")]
    [InlineData("01632 960123")]
    [InlineData("030 12345678")]
    [InlineData("030/12345678")]
    [InlineData("0151 / 1234 5678")]
    [InlineData("(089) 1234567")]
    [InlineData("0211 12 34 56-0")]
    [InlineData("015112345678")]
    [InlineData("01 42 68 53 00")]
    [InlineData("06.12.34.56.78")]
    [InlineData("0612345678")]
    [InlineData("612 345 678")]
    [InlineData("91 123 45 67")]
    [InlineData("912 34 56 78")]
    [InlineData("347 1234567")]
    [InlineData("02 1234 5678")]
    [InlineData("055 1234567")]
    public void Find_Number_IsFoundWithItsBounds(string written)
    {
        foreach (var frame in (string[])["{0}", "a {0}.", "x: {0}, y", "\"{0}\"", "<{0}>", "{0}\n", "ä={0};"])
        {
            Assert.Equal([written], Search.For("phone", frame.Replace("{0}", written)));
        }
    }

    [Theory]
    [InlineData("Tel. 5550187")]
    [InlineData("phone: 2125550187")]
    [InlineData("call me at 212 555 0187")]
    [InlineData("Mein Handy: 12 34 56 78")]
    [InlineData("llámame al 612345678")]
    [InlineData("cellulare 3471234567")]
    public void Find_LooseForm_WantsItsWord(string text)
    {
        Assert.Single(Search.For("phone", text));
        Assert.Empty(Search.For("phone", "value " + text[text.AsSpan().IndexOfAnyInRange('0', '9')..]));
    }

    [Theory]
    [InlineData("2024-01-15 10:30:45")]
    [InlineData("15.01.2024 10:30")]
    [InlineData("15/01/2024")]
    [InlineData("1700000000")]
    [InlineData("1700000000000")]
    [InlineData("v1.20.300.4000")]
    [InlineData("12345678901234")]
    [InlineData("1 234 567 890")]
    [InlineData("1,234,567,890")]
    [InlineData("123-456-7890")]
    [InlineData("212-555-01876")]
    [InlineData("ISBN 978-3-16-148410-0")]
    [InlineData("0x00ff1234")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("order 4500123456")]
    [InlineData("3.14159265358979")]
    [InlineData("01 02 03 04 05")]
    [InlineData("678 900 000 euros")]
    [InlineData("+1234567890")]
    [InlineData("id=12345678")]
    [InlineData("1920x1080 2560x1440 3840x2160")]
    [InlineData("lines 100-200, 300-400")]
    [InlineData("192.168.100.200")]
    [InlineData("10 20 30 40 50 60 70")]
    [InlineData("$2125550187")]
    public void Find_LookAlike_IsNot(string text) => Assert.Empty(Search.For("phone", text));

    [Theory]
    [InlineData("＋49 151 12345678")]
    [InlineData("+49\u00a0151\u202f12345678")]
    [InlineData("+49 151\u20111234567")]
    [InlineData("%2B49%20151%2012345678")]
    public void Find_Obfuscated_GivesTheBytesAsWritten(string written) => Assert.Equal([written], Search.For("phone", $"ä {written} ü"));
}
