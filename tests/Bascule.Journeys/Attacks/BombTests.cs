using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>Little that would become much: nothing is unpacked here, neither what a caller sends nor what a provider or a fetched server answers.</summary>
public sealed class BombTests
{
    private const int Unpacked = 64 << 20;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("identity, gzip")]
    [InlineData("GZIP")]
    public async Task Request_Compressed_Is415AndNothingIsSent(string coding)
    {
        await using var house = await ScriptedHouse.StartAsync();
        foreach (var path in (string[])["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings", "/v1beta/models/m:generateContent", "/api/chat"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Packed(new byte[Unpacked])) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Content.Headers.TryAddWithoutValidation("content-encoding", coding);
            using var response = await house.Client.SendAsync(request);

            Assert.Equal(415, (int)response.StatusCode);
        }

        Assert.Empty(house.Upstream.Seen);
    }

    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Answer_CompressedInSpiteOfIdentity_IsAFailureAndNotUnpacked(string caller, bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer
            .Whole(Packed(new byte[Unpacked]), stream ? "text/event-stream" : "application/json").With("content-encoding", "gzip");
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, "openai-chat/m", stream));

        Assert.Equal(502, told.Status);
        Assert.Null(told.Header("content-encoding"));
        Assert.All(house.Upstream.Seen, seen => Assert.Equal("identity", seen.Headers["accept-encoding"]));
    }

    [Fact]
    public async Task Error_CompressedInSpiteOfIdentity_IsToldInOurWords()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer.Whole(Packed(Encoding.UTF8.GetBytes("""{"error":{"message":"no"}}""")), "application/json", 400).With("content-encoding", "gzip");
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        Assert.Equal(400, told.Status);
        Assert.All(told.Error.GetProperty("message").GetString()!, letter => Assert.False(char.IsControl(letter)));
    }

    // A picture of 65,000 by 65,000 points in a few bytes: whoever decodes it needs 17 GB. It is passed as it is.
    [Fact]
    public async Task Image_OfAHugeSizeInFewBytes_PassesUndecoded()
    {
        byte[] header = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xFD, 0xE8, 0, 0, 0xFD, 0xE8, 8, 6, 0, 0, 0];
        var image = Convert.ToBase64String([.. header, .. Packed(new byte[1 << 16])]);
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic));
        var told = await house.Client.AskAsync(Ask.OpenAi, $$$"""
            {"model":"anthropic/m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{image}}}"}}]}]}
            """);

        Assert.Equal(200, told.Status);
        Assert.Contains(image, Assert.Single(house.Upstream.Seen).Text);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
