using System.Net.Http.Headers;
using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Journeys.Guardrails;

/// <summary>Wherever in a request the words stand and however they are written, they are read; what cannot be read has the class that the operator gave it.</summary>
public sealed class PlaceTests
{
    private const string Pii = "{ name: pii, detect: [email], action: classify, as: confidential, unreadable: regulated }";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("""{"role":"system","content":"TEXT"}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"TEXT"}]}""", "messages[0].content[0].text")]
    [InlineData("""{"role":"user","content":"hi","name":"TEXT"}""", "messages[0].name")]
    [InlineData("""{"role":"user","content":"mail bob.miller\u0040example.com"}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":"mail bob.miller%40example.com"}""", "messages[0].content")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"to\":\"TEXT\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"ok"}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"to\":\"bob.miller\\u0040example.com\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"ok"}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"TEXT"}""", "messages[1].content")]
    [InlineData("""{"role":"user","content":"hi","never_heard_of":{"x":"TEXT"}}""", "messages[0].*")]
    public async Task Text_InAMessage_IsFoundAndItsPlaceIsSaid(string messages, string place) => await FindsAsync("/v1/chat/completions", $$"""{"model":"assistant","messages":[{{messages}}]}""", place);

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"metadata":{"note":"TEXT"}}""", "metadata")]
    [InlineData("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"user":"TEXT"}""", "user")]
    [InlineData("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","description":"asks TEXT","parameters":{"type":"object"}}}]}""", "tools[0].function.description")]
    [InlineData("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"to":{"type":"string","enum":["TEXT"]}}}}}]}""", "tools[0].function.parameters")]
    [InlineData("/v1/messages", """{"model":"assistant","max_tokens":9,"system":[{"type":"text","text":"TEXT"}],"messages":[{"role":"user","content":"hi"}]}""", "system[0].text")]
    [InlineData("/v1/messages", """{"model":"assistant","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","title":"TEXT","source":{"type":"text","media_type":"text/plain","data":"hello"}}]}]}""", "messages[0].content[0].title")]
    [InlineData("/v1/messages", """{"model":"assistant","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"TEXT"}}]}]}""", "messages[0].content[0].source.data")]
    [InlineData("/v1/messages/count_tokens", """{"model":"assistant","messages":[{"role":"user","content":"TEXT"}]}""", "messages[0].content")]
    [InlineData("/v1/embeddings", """{"model":"assistant","input":["hello","TEXT"]}""", "input[1]")]
    [InlineData("/v1/rerank", """{"model":"assistant","query":"q","documents":["TEXT"]}""", "documents[0]")]
    [InlineData("/v1/moderations", """{"model":"assistant","input":"TEXT"}""", "input")]
    [InlineData("/v1/images/generations", """{"model":"assistant","prompt":"TEXT"}""", "prompt")]
    public async Task Text_ElsewhereInARequest_IsFoundAndItsPlaceIsSaid(string path, string body, string place) => await FindsAsync(path, body, place);

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,PNG"}}""", "image")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://pictures.invalid/a.png"}}""", "image")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}""", "audio")]
    [InlineData("""{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0xLjQK"}}""", "file")]
    [InlineData("""{"type":"file","file":{"file_id":"file-abc123"}}""", "file")]
    public async Task Part_ThatCannotBeRead_RaisesTheClassAsConfigured(string part, string kind)
    {
        await using var house = await GuardHouse.StartAsync([Pii]);
        await house.AskAsync("/v1/chat/completions", $$"""{"model":"assistant","messages":[{"role":"user","content":[{"type":"text","text":"look"},{{part.Replace("PNG", Png, StringComparison.Ordinal)}} ]}]}""");
        var pii = (await house.DecidedAsync())[0];

        Assert.Equal(DataClass.Regulated, (await house.Gateway.OnlyRowAsync()).DataClass);
        Assert.Equal((kind, "regulated"), (pii.GetProperty("unreadable")[0].GetString(), pii.GetProperty("raised_to").GetString()));
        Assert.Empty(house.SentTo("away"));
    }

    [Theory]
    [InlineData("mail bob.miller@example.com", DataClass.Confidential)]
    [InlineData("nothing to see", DataClass.Internal)]
    public async Task TextFile_InBase64_IsReadAsText(string text, DataClass expected)
    {
        await using var house = await GuardHouse.StartAsync([Pii]);
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        await house.AskAsync("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;base64,DATA"}}]}]}""".Replace("DATA", data, StringComparison.Ordinal));

        Assert.Equal(expected, (await house.Gateway.OnlyRowAsync()).DataClass);
    }

    [Theory]
    [InlineData("prompt", "", GuardHouse.Secret, true)]
    [InlineData("prompt", "", "a red house", false)]
    [InlineData("image", "; filename=\"bob.miller@example.com.png\"", "\u0089PNG", true)]
    public async Task Form_WithTextBehindItsModel_IsReadBeforeAnybodyIsAsked(string field, string more, string value, bool found)
    {
        await using var house = await GuardHouse.StartAsync(["{ name: pii, detect: [email], action: block }"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/edits")
        {
            Content = new ByteArrayContent(Encoding.Latin1.GetBytes(
                "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nassistant\r\n"
                + $"--b0\r\nContent-Disposition: form-data; name=\"{field}\"{more}\r\n\r\n{value}\r\n--b0--\r\n")),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0");
        var (status, _) = await house.SendAsync(request);

        Assert.Equal(found ? 400 : 200, status);
        Assert.Equal(found ? 0 : 1, house.Upstream.Seen.Count);
    }

    private static async Task FindsAsync(string path, string body, string place)
    {
        await using var house = await GuardHouse.StartAsync([Pii]);
        await house.AskAsync(path, body.Replace("TEXT", GuardHouse.Secret, StringComparison.Ordinal));
        var pii = (await house.DecidedAsync())[0];

        Assert.Equal(DataClass.Confidential, (await house.Gateway.OnlyRowAsync()).DataClass);
        Assert.Equal((place, 1), (pii.GetProperty("places")[0].GetString(), pii.GetProperty("found").GetProperty("email").GetInt32()));
        Assert.Empty(house.SentTo("away"));
    }
}
