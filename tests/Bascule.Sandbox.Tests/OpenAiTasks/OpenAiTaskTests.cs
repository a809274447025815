using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.OpenAiTasks;

public sealed class OpenAiTaskTests(Box sandbox) : IClassFixture<Box>
{
    [Fact]
    public async Task Embeddings_OfTheSameText_AreTheSameInEitherFormat()
    {
        const string asked = """ "model":"sandbox-open","input":["a cat","a cat","the weather"],"dimensions":32 """;
        var vectors = (await sandbox.PostJsonAsync("/v1/embeddings", $$"""{{{asked}}}""")).GetProperty("data").EnumerateArray().Select(one => one.GetProperty("embedding")).ToArray();
        Assert.Equal(32, vectors[0].GetArrayLength());
        Assert.Equal(vectors[0].GetRawText(), vectors[1].GetRawText());
        Assert.NotEqual(vectors[0].GetRawText(), vectors[2].GetRawText());
        var packed = (await sandbox.PostJsonAsync("/v1/embeddings", $$"""{"encoding_format":"base64",{{asked}}}""")).GetProperty("data")[0].GetProperty("embedding").GetString()!;
        Assert.Equal(vectors[0].EnumerateArray().Select(one => one.GetSingle()), MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(packed)).ToArray());
    }

    [Theory]
    [InlineData("I will kill you", true)]
    [InlineData("a cat", false)]
    public async Task Moderation_OfWords_FlagsViolence(string text, bool flagged)
    {
        var result = (await sandbox.PostJsonAsync("/v1/moderations", $$"""{"input":"{{text}}"}""")).GetProperty("results")[0];
        Assert.Equal((flagged, flagged), (result.GetProperty("flagged").GetBoolean(), result.GetProperty("categories").GetProperty("violence").GetBoolean()));
    }

    [Fact]
    public async Task Image_Asked_IsAPng()
    {
        var image = Convert.FromBase64String((await sandbox.PostJsonAsync("/v1/images/generations", """{"model":"sandbox-open","prompt":"a red square"}""")).GetProperty("data")[0].GetProperty("b64_json").GetString()!);
        Assert.Equal([0x89, .. "PNG"u8], image[..4]);
        Assert.Equal("IEND", Encoding.ASCII.GetString(image, image.Length - 8, 4));
    }

    [Fact]
    public async Task Speech_Asked_IsAWave()
    {
        using var response = await sandbox.PostAsync("/v1/audio/speech", """{"model":"sandbox-open","input":"hello","voice":"alloy"}""");
        Assert.Equal("audio/wav", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("RIFF", Encoding.ASCII.GetString(await response.Content.ReadAsByteArrayAsync(), 0, 4));
    }

    [Fact]
    public async Task Transcription_OfAForm_NamesTheFile()
    {
        using var form = new MultipartFormDataContent { { new StringContent("sandbox-open"), "model" }, { new ByteArrayContent([1, 2]), "file", "talk.wav" } };
        using var response = await sandbox.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Contains("talk.wav", (await Box.JsonAsync(response)).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model":"sandbox-open"}""", 400)]
    [InlineData("/v1/embeddings", """{"model":"ada","input":"x"}""", 404)]
    [InlineData("/v1/moderations", "{}", 400)]
    [InlineData("/v1/images/generations", """{"prompt":"x","n":11}""", 400)]
    [InlineData("/v1/audio/speech", """{"model":"sandbox-open","input":"x"}""", 400)]
    [InlineData("/v1/embeddings", """{"model":"sandbox-open+503","input":"x"}""", 503)]
    public async Task Task_AgainstTheRules_IsRefusedInOpenAisShape(string path, string body, int status)
    {
        using var response = await sandbox.PostAsync(path, body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(JsonValueKind.String, (await Box.JsonAsync(response)).GetProperty("error").GetProperty("message").ValueKind);
    }
}
