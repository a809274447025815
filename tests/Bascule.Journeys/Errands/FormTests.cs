using System.Net;
using System.Net.Sockets;
using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Forms flow through: routed by their model, nothing held behind it, asked of nobody twice.</summary>
public sealed class FormTests
{
    private const string Path = "/v1/audio/transcriptions";
    private const string Boundary = "bound-1";

    private const string Deployments = """
        deployments:
          ears: { provider: openai-chat, upstream: whisper-up, price: { input: 2, output: 8 } }
          second: { provider: openai-chat, upstream: whisper-two }
        routes:
          both: [ears, second]
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Form_OfTwentyMegabytes_ArrivesWithOnlyTheModelChanged(bool modelFirst)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"text":"hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":45,"total_tokens":59}}"""));
        var file = new byte[20 << 20];
        new Random(3).NextBytes(file);

        var told = await PostAsync(house, Form("ears", file, modelFirst));

        var seen = await house.Upstream.NextAsync();
        Assert.Equal(200, told.Status);
        Assert.True(seen.Body.AsSpan().SequenceEqual(Form("whisper-up", file, modelFirst)));
        Assert.Equal(($"multipart/form-data; boundary={Boundary}", seen.Body.Length.ToString()), (seen.Headers["content-type"], seen.Headers["content-length"]));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((14L, 45L, (14L * 2000) + (45 * 8000)), (row.Usage!.Input, row.Usage.Output, row.CostNano));
    }

    [Fact]
    public async Task Form_WhoseRestIsStillToCome_IsSentOnAlready()
    {
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        await using var gateway = await Gateway.StartAsync($$"""
            providers:
              own: { dialect: openai-chat, base_url: "http://127.0.0.1:{{((IPEndPoint)upstream.LocalEndpoint).Port}}/v1", api_key: k }
            """);
        var form = Form("own/m", new byte[300_000], modelFirst: true);
        using var caller = new TcpClient();
        await caller.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        var wire = caller.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nhost: {gateway.Address.Authority}\r\ncontent-type: multipart/form-data; boundary={Boundary}\r\ncontent-length: {form.Length}\r\n\r\n"));
        await wire.WriteAsync(form.AsMemory(0, 150_000));

        using var accepted = await upstream.AcceptTcpClientAsync().WaitAsync(Gateway.Bound);
        var got = 0;
        var buffer = new byte[32 * 1024];
        while (got < 140_000)
        {
            got += await accepted.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Gateway.Bound);
        }

        // The caller leaves in the middle: the upstream's request is broken off, not ended.
        caller.Client.Close(0);
        while (await ReadAsync(accepted.GetStream(), buffer) is > 0 and var more)
        {
            got += more;
        }

        Assert.True(got < form.Length);
        Assert.Equal((499, "cancelled"), ((await gateway.OnlyRowAsync()).Status, (await gateway.OnlyRowAsync()).Error));
    }

    [Fact]
    public async Task Failure_AfterTheFormWasSent_IsToldAndNobodyElseIsAsked()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down"}}""", 503));

        var told = await PostAsync(house, Form("both", new byte[10], modelFirst: true));

        Assert.Equal((503, "1"), (told.Status, told.Header("x-bascule-attempts")));
        Assert.Single(house.Upstream.Seen);
    }

    [Fact]
    public async Task Candidate_ThatCannotBeReached_IsPassedOver()
    {
        await using var house = await ScriptedHouse.StartAsync("""
              gone: { dialect: openai-chat, base_url: "http://127.0.0.1:1/v1", api_key: k }
            routes: { ears: { candidates: [gone/m, openai-chat/m], retries: 0 } }
            """.Replace("\n", "\n  ", StringComparison.Ordinal).Replace("  routes", "routes", StringComparison.Ordinal));
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"text":"hello"}"""));

        var told = await PostAsync(house, Form("ears", new byte[10], modelFirst: true));

        Assert.Equal((200, "2"), (told.Status, told.Header("x-bascule-attempts")));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "just the words\n")]
    [InlineData("text/event-stream", "data: {\"type\":\"transcript.text.done\",\"text\":\"\\\"usage\\\":{}\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}\n\n")]
    public async Task Answer_OfAnyType_PassesAsItIs(string type, string answer)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Whole(Encoding.UTF8.GetBytes(answer), type));

        var told = await PostAsync(house, Form("ears", [1], modelFirst: true));

        Assert.Equal((200, answer, type), (told.Status, told.Text, told.Header("content-type")));
    }

    [Theory]
    [InlineData("model twice", 400, "twice")]
    [InlineData("no model", 400, "model")]
    [InlineData("cut", 400, "breaks off")]
    [InlineData("json", 415, "multipart/form-data")]
    [InlineData("large", 413, "larger")]
    [InlineData("unknown", 404, "not known")]
    public async Task BadForm_IsRefused(string what, int status, string word)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments, server: "drain: 1s, max_request_bytes: 100000");
        var told = what switch
        {
            "model twice" => await PostAsync(house, [.. Part("model", "ears"), .. Part("model", "second"), .. End]),
            "no model" => await PostAsync(house, [.. Part("language", "de"), .. End]),
            "cut" => await PostAsync(house, Part("language", "de")),
            "json" => await house.Client.PostAsync(Path, """{"model":"ears"}"""),
            "large" => await PostAsync(house, Form("ears", new byte[200_000], modelFirst: true)),
            _ => await PostAsync(house, Form("nobody", [1], modelFirst: true)),
        };

        Assert.Equal(status, told.Status);
        Assert.Contains(word, told.Error.GetProperty("message").GetString());
        Assert.DoesNotContain(house.Upstream.Seen, seen => seen.Text.Contains("second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImageEdit_WithoutModel_GetsTheUpstreamsNameInAPartOfItsOwn()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { dall-e-2: [openai-chat/pictures] }");
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"data":[]}"""));

        var told = await PostAsync(house, [.. Part("prompt", "a hat"), .. End], "/v1/images/edits");

        var seen = await house.Upstream.NextAsync();
        Assert.Equal(200, told.Status);
        Assert.StartsWith($"--{Boundary}\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\npictures\r\n--{Boundary}\r\n", seen.Text);
    }

    private static byte[] End { get; } = Encoding.ASCII.GetBytes($"--{Boundary}--\r\n");

    private static byte[] Part(string name, string value) => Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");

    private static byte[] Form(string model, byte[] file, bool modelFirst)
    {
        byte[] sound = [.. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n"), .. file, .. "\r\n"u8];
        return modelFirst ? [.. Part("model", model), .. sound, .. End] : [.. sound, .. Part("model", model), .. End];
    }

    private static async Task<Told> PostAsync(ScriptedHouse house, byte[] form, string path = Path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(form) };
        request.Content.Headers.TryAddWithoutValidation("content-type", $"multipart/form-data; boundary={Boundary}");
        return await house.Client.AskAsync(Ask.OpenAi, request);
    }

    private static async Task<int> ReadAsync(NetworkStream from, byte[] buffer)
    {
        try
        {
            return await from.ReadAsync(buffer).AsTask().WaitAsync(Gateway.Bound);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
