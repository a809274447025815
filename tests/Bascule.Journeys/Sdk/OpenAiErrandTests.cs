using System.ClientModel;
using System.ClientModel.Primitives;
using Bascule.Sandbox.Scripted;
using OpenAI;

namespace Bascule.Journeys.Sdk;

/// <summary>OpenAI's own .NET SDK for what is not a chat: vectors, recordings, images, speech, moderation.</summary>
public sealed class OpenAiErrandTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    private const string Model = "script-openai-chat/m";

    [Fact]
    public async Task Embeddings_ComeAsTheFloatsThatWereSent()
    {
        float[] sent = [0.25f, -1.5e-7f, 3f];
        house.Scripted.Enqueue(ScriptedAnswer.Json($$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[{{{string.Join(',', sent.Select(one => one.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}}]}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}}"""));

        var answer = await Client().GetEmbeddingClient(Model).GenerateEmbeddingsAsync(["hello"]);

        Assert.Equal(sent, answer.Value[0].ToFloats().ToArray());
        Assert.Equal(2, answer.Value.Usage.InputTokenCount);
        Assert.Contains("\"encoding_format\":\"base64\"", house.Scripted.Seen[^1].Text);
    }

    [Fact]
    public async Task Transcription_OfAFile_IsRoutedByItsForm()
    {
        house.Scripted.Enqueue(ScriptedAnswer.Json("""{"text":"hello there","usage":{"type":"tokens","input_tokens":1,"output_tokens":2,"total_tokens":3}}"""));
        using var sound = new MemoryStream(new byte[100_000]);

        var answer = await Client().GetAudioClient(Model).TranscribeAudioAsync(sound, "a.wav");

        Assert.Equal("hello there", answer.Value.Text);
        Assert.Matches("name=\"?model\"?\r\n(?:[^\r]+\r\n)*\r\nm\r\n", house.Scripted.Seen[^1].Text);
    }

    [Fact]
    public async Task Image_IsGenerated()
    {
        house.Scripted.Enqueue(ScriptedAnswer.Json("""{"created":1750000000,"data":[{"b64_json":"aGVsbG8="}]}"""));

        var answer = await Client().GetImageClient(Model).GenerateImageAsync("a cat");

        Assert.Equal("hello", answer.Value.ImageBytes.ToString());
    }

    [Fact]
    public async Task Speech_ComesAsItsBytes()
    {
        byte[] sound = [.. Enumerable.Range(0, 50_000).Select(at => (byte)at)];
        house.Scripted.Enqueue(ScriptedAnswer.Whole(sound, "audio/mpeg"));

        var answer = await Client().GetAudioClient(Model).GenerateSpeechAsync("hello", "alloy");

        Assert.Equal(sound, answer.Value.ToArray());
    }

    [Fact]
    public async Task Moderation_Error_IsTheSdksOwnException()
    {
        house.Scripted.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"no such input","type":"invalid_request_error","param":null,"code":null}}""", 400));

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetModerationClient(Model).ClassifyTextAsync("hello"));

        Assert.Equal(400, error.Status);
        Assert.Contains("no such input", error.Message);
    }

    private OpenAIClient Client() =>
        new(new ApiKeyCredential(OfficialHouse.Key), new OpenAIClientOptions { Endpoint = new Uri(house.Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
