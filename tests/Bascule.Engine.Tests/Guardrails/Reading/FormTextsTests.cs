using System.Text;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Tests.Guardrails.Reading;

public sealed class FormTextsTests
{
    private const string Form =
        "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
        + "--b0\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nmail bob@example.com\r\n"
        + "--b0\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
        + "--b0\r\nContent-Disposition: form-data; name=\"notes\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nin a file\r\n"
        + "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bob.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\0\r\n--b0--\r\n";

    [Fact]
    public void Next_Form_GivesFieldsAndFileNames()
    {
        var (texts, unreadable) = Walk(Form);

        Assert.Contains("form.prompt=mail bob@example.com", texts);
        Assert.Contains("form.*=in a file", texts);
        Assert.Contains(texts, text => text.StartsWith("form.filename=", StringComparison.Ordinal) && text.Contains("bob.wav", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Contains("RIFF", StringComparison.Ordinal));
        Assert.Equal(UnreadableParts.Audio, unreadable);
    }

    [Theory]
    [InlineData("--b0\r\nContent-Disposition: form-data; name=\"prompt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYm9i\r\n--b0--\r\n", UnreadableParts.File)]
    [InlineData("--b0\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n\xff\0\r\n--b0--\r\n", UnreadableParts.File)]
    [InlineData("--b0\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\ncut off", UnreadableParts.Rest)]
    public void Unreadable_FieldThatCannotBeRead_IsTold(string form, UnreadableParts expected) => Assert.Equal(expected, Walk(form).Unreadable);

    [Theory]
    [InlineData("name=\"notes\"; filename=\"model\"", "form.*=bob@example.com")]
    [InlineData("name=\"notes\"; filename=\"a name=model; name=\"", "form.*=bob@example.com")]
    [InlineData("name=prompt", "form.prompt=bob@example.com")]
    public void Next_PartThatIsOnlySaidToBeTheModel_IsRead(string says, string expected) =>
        Assert.Contains(expected, Walk($"--b0\r\nContent-Disposition: form-data; {says}\r\nContent-Type: text/plain\r\n\r\nbob@example.com\r\n--b0--\r\n").Texts);

    private static (List<string> Texts, UnreadableParts Unreadable) Walk(string form)
    {
        var texts = new List<string>();
        var walk = new FormTexts(Encoding.Latin1.GetBytes(form), "b0");
        while (walk.Next())
        {
            texts.Add($"{walk.Place()}={Encoding.Latin1.GetString(walk.Text)}");
        }

        return (texts, walk.Unreadable);
    }
}
