using System.Text;
using Bascule.Engine.Dialects.Forms;

namespace Bascule.Engine.Tests.Dialects.Forms;

/// <summary>Forms as clients send them, however their bytes are split, and forms that parsers read differently.</summary>
public sealed class FormScanTests
{
    private const string Boundary = "--b-0";

    public static TheoryData<int> Sizes => [1, 2, 3, 5, 7, 64, 4096];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Model_BehindAFileThatLooksLikeDelimiters_IsFoundWhereItStands(int size)
    {
        var form = Form(File("\r\n--\r\n----b\r\r\n----b-\r\n"), Field("user", "someone"), Field("stream", "true"), Field("model", "whisper é"), Field("language", "de"));
        var scan = Fed(form, size);

        var (name, start, end) = scan.Model!.Value;
        Assert.Equal("whisper é", name);
        Assert.Equal("whisper é", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(form).AsSpan(start..end)));
        Assert.Equal(("someone", true, true), (scan.User, scan.Stream, scan.Ended));
        Assert.Null(scan.Trouble);
    }

    [Theory]
    [InlineData("content-disposition: form-data; name=model\r\n\r\nm")]
    [InlineData("CONTENT-TYPE: text/plain\r\nContent-Disposition:form-data;NAME=\"model\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"model\"; x=\"a;b\"\r\n\r\nm")]
    public void Model_InAnySpelling_IsFound(string part) => Assert.Equal("m", Fed($"--{Boundary}\r\n{part}\r\n--{Boundary}--\r\n", 3).Model?.Name);

    [Theory]
    [InlineData("content-disposition: form-data; name=\"Model\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"mo\\del\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name*=utf-8''model\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"a\"; name=\"model\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"a\"\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data;\r\n name=\"model\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\nm")]
    [InlineData("content-disposition: form-data; name=\"model\"\r\ncontent-transfer-encoding: base64\r\n\r\nbQ==")]
    [InlineData("\r\nm")]
    public void Part_ThatParsersReadDifferently_IsRefused(string part) => Assert.NotNull(Fed($"--{Boundary}\r\n{part}\r\n--{Boundary}--\r\n", 3).Trouble);

    [Fact]
    public void Model_Twice_IsRefusedHoweverFarApart() => Assert.Contains("twice", Fed(Form(Field("model", "a"), File(new string('x', 100_000)), Field("model", "b")), 1000).Trouble!.Message);

    [Fact]
    public void Delimiter_WithWordsBehindIt_IsRefused() => Assert.NotNull(Fed($"--{Boundary}x\r\n", 2).Trouble);

    [Fact]
    public void Head_WithoutEnd_IsRefusedAtItsBound() => Assert.NotNull(Fed($"--{Boundary}\r\nx: " + new string('x', 20_000), 100).Trouble);

    [Fact]
    public void Bytes_OfAnyKind_NeitherThrowNorHang()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(300)];
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = "\r\n-b0\"; =:model\\"u8[random.Next(15)];
            }

            var scan = new FormScan(Boundary);
            scan.Feed(Encoding.UTF8.GetBytes($"--{Boundary}\r\n"));
            scan.Feed(bytes);
        }
    }

    internal static string Form(params string[] parts) => string.Concat(parts.Select(part => $"--{Boundary}\r\n{part}\r\n")) + $"--{Boundary}--\r\n";

    internal static string Field(string name, string value) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}";

    internal static string File(string content) => $"Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n{content}";

    private static FormScan Fed(string form, int size)
    {
        var scan = new FormScan(Boundary);
        foreach (var chunk in Encoding.UTF8.GetBytes(form).Chunk(size))
        {
            scan.Feed(chunk);
        }

        return scan;
    }
}
