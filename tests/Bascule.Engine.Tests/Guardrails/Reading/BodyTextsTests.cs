using System.Text;
using Bascule.Engine.Guardrails.Reading;

namespace Bascule.Engine.Tests.Guardrails.Reading;

public sealed class BodyTextsTests
{
    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"system","content":"A1"},{"role":"user","content":[{"type":"text","text":"B2"}]}]}""", "messages[0].content=A1 messages[1].content[0].text=B2")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"to\":\"A1\"}"}}]},{"role":"tool","tool_call_id":"call_1","content":"B2"}]}""",
        "messages[0].tool_calls[0].function.name=f messages[0].tool_calls[0].function.arguments=to messages[0].tool_calls[0].function.arguments=A1 messages[1].content=B2")]
    [InlineData("""{"model":"m","tools":[{"type":"function","function":{"name":"f","description":"A1","parameters":{"type":"object","properties":{"x":{"type":"string","enum":["B2"],"default":"C3","description":"D4"}}}}}]}""",
        "tools[0].function.name=f tools[0].function.description=A1 tools[0].function.parameters=object tools[0].function.parameters=x tools[0].function.parameters=string tools[0].function.parameters=B2 tools[0].function.parameters=C3 tools[0].function.parameters=D4")]
    [InlineData("""{"model":"m","instructions":"A1","input":"B2","user":"u1","metadata":{"k1":"C3"},"safety_identifier":"s1"}""", "instructions=A1 input=B2 user=u1 metadata=k1 metadata=C3 safety_identifier=s1")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"A1"}]}""", "input[0].name=f input[0].arguments={} input[1].output=A1")]
    [InlineData("""{"model":"m","prompt":["A1","B2"],"suffix":"C3"}""", "prompt[0]=A1 prompt[1]=B2 suffix=C3")]
    [InlineData("""{"model":"m","system":[{"type":"text","text":"A1"}],"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"type":"B2","id":"C3"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"D4"}]}]}]}""",
        "system[0].text=A1 messages[0].content[0].name=f messages[0].content[0].input=B2 messages[0].content[0].input=id messages[0].content[0].input=C3 messages[1].content[0].content[0].text=D4")]
    [InlineData("""{"systemInstruction":{"parts":[{"text":"A1"}]},"contents":[{"role":"user","parts":[{"text":"B2"},{"functionResponse":{"name":"f","response":{"out":"C3"}}}]}]}""",
        "systemInstruction.parts[0].text=A1 contents[0].parts[0].text=B2 contents[0].parts[1].functionResponse.name=f contents[0].parts[1].functionResponse.response=out contents[0].parts[1].functionResponse.response=C3")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"A1","images":["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="]}]}""", "messages[0].content=A1")]
    [InlineData("""{"model":"m","query":"A1","documents":["B2",{"text":"C3"}]}""", "query=A1 documents[0]=B2 documents[1].text=C3")]
    [InlineData("""{"model":"m","messages":[],"new_member":{"bob@example.com":"A1"}}""", "*=bob@example.com *=A1")]
    public void Next_BodyOfADialect_GivesEachTextWithItsPlace(string body, string expected) => Assert.Equal(expected, string.Join(' ', Walk(body).Texts.Select(text => $"{text.Place}={text.Text}")));

    [Theory]
    [InlineData("""{"role":"bob@example.com"}""", "bob@example.com")]
    [InlineData("""{"type":"078-05-1120"}""", "078-05-1120")]
    [InlineData("""{"model":"bob said so"}""", "bob said so")]
    [InlineData("""{"tool_call_id":"4111111111111111"}""", "4111111111111111")]
    [InlineData("""{"signature":"not sealed at all"}""", "not sealed at all")]
    [InlineData("""{"m":[{"source":{"type":"text","media_type":"text/plain","data":"plain words"}}]}""", "plain words")]
    [InlineData("""{"m":[{"type":"redacted_thinking","data":"plain words"}]}""", "plain words")]
    [InlineData("""{"m":[{"source":{"type":"base64","media_type":"image/png","data":"plain words!"}}]}""", "plain words!")]
    public void Next_ValueThatIsNotWhatItsNameSays_IsRead(string body, string expected) => Assert.Equal(expected, Assert.Single(Walk(body).Texts).Text);

    [Theory]
    [InlineData("""{"card":4111111111111111}""", "4111111111111111", TextForm.Number)]
    [InlineData("""{"a":"{\"card\":4111111111111111}"}""", "4111111111111111", TextForm.NumberInJson)]
    public void Next_LongNumber_IsText(string body, string expected, TextForm form)
    {
        var text = Walk(body).Texts.Last();

        Assert.Equal((expected, form), (text.Text, text.Form));
        Assert.Equal(expected, body[text.Start..text.End]);
    }

    [Theory]
    [InlineData("""{"x":"data:text/plain;base64,Ym9iQGV4YW1wbGUuY29t"}""")]
    [InlineData("""{"x":"data:text\/plain;base64,Ym9iQGV4YW1wbGUuY29t"}""")]
    [InlineData("""{"m":[{"inlineData":{"mimeType":"text/plain","data":"Ym9iQGV4YW1wbGUuY29t"}}]}""")]
    [InlineData("""{"m":[{"source":{"data":"Ym9iQGV4YW1wbGUuY29t","media_type":"text/plain","type":"base64"}}]}""")]
    public void Next_TextInBase64_IsDecoded(string body)
    {
        var (texts, unreadable) = Walk(body);

        Assert.Equal(("bob@example.com", TextForm.Encoded), (Assert.Single(texts).Text, texts[0].Form));
        Assert.Equal(UnreadableParts.None, unreadable);
    }

    [Theory]
    [InlineData("""{"m":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"type":"input_image","image_url":"https://example.com/a.png"}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}""", UnreadableParts.Audio)]
    [InlineData("""{"m":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]}""", UnreadableParts.File)]
    [InlineData("""{"m":[{"type":"file","file":{"file_id":"file-abc"}}]}""", UnreadableParts.File)]
    [InlineData("""{"m":[{"type":"input_file","file_url":"https://example.com/a.pdf"}]}""", UnreadableParts.File)]
    [InlineData("""{"m":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"type":"document","source":{"type":"file","file_id":"file_1"}}]}""", UnreadableParts.File)]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"audio/wav","data":"UklGRg=="}}]}]}""", UnreadableParts.Audio)]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"application/pdf","fileUri":"gs://b/a.pdf"}}]}]}""", UnreadableParts.File)]
    [InlineData("""{"messages":[{"images":["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="]}]}""", UnreadableParts.Image)]
    [InlineData("""{"input":[[1,2,3]]}""", UnreadableParts.Tokens)]
    [InlineData("""{"prompt":[1,2,3]}""", UnreadableParts.Tokens)]
    [InlineData("""{"x":"data:text/plain;base64,/////w=="}""", UnreadableParts.File)]
    [InlineData("""{"m":[{"arguments":"{\"shot\":\"data:image/png;base64,iVBORw0KGgo=\"}"}]}""", UnreadableParts.Image)]
    [InlineData("""{"m":[{"content":[{"type":"web_search_result","url":"https://example.com","encrypted_content":"RXJyb3I6IG5vdGhpbmcgdG8gc2VlIGhlcmUsIGJ1dCBsb25nIGVub3VnaCB0byBiZSBzZWFsZWQ="}]}]}""", UnreadableParts.None)]
    public void Unreadable_PartThatIsNoText_IsTold(string body, UnreadableParts expected) => Assert.Equal(expected, Walk(body).Unreadable);

    [Theory]
    [InlineData("""{"c":"mail bob@example.com now"}""", "bob@example.com")]
    [InlineData("""{"c":"\u00fc mail\nbob\u0040example.com now"}""", "bob\\u0040example.com")]
    [InlineData("""{"c":"\ud83d\ude00 bob@example.com"}""", "bob@example.com")]
    [InlineData("""{"c":"{\"a\":\"x\\nbob@example.com\\n\"}"}""", "bob@example.com")]
    [InlineData("""{"c":"{\"a\":\"x\\u00fc bob\\u0040example.com\"}"}""", "bob\\\\u0040example.com")]
    public void Locate_PartOfAText_GivesTheBytesToReplace(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var walk = new BodyTexts(bytes);
        var found = "";
        while (walk.Next())
        {
            var at = walk.Text.IndexOf("bob@example.com"u8);
            if (at >= 0)
            {
                var (start, end) = walk.Locate(at, "bob@example.com".Length);
                found = Encoding.UTF8.GetString(bytes[start..end]);
            }
        }

        walk.Dispose();
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("Data: bob@example.com, card 4111")]
    [InlineData("data:bob@example.com, and more")]
    [InlineData("data:image/png;base64,bob@example.com and a great many more words that are no picture at all, however long they are")]
    [InlineData("data:image/png;base64,4111111111111111")]
    [InlineData("data:application/x,bob@example.com")]
    [InlineData("data:text/plain,bob@example.com")]
    [InlineData("data: image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")]
    [InlineData("data:bob called;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")]
    public void Next_WordsThatBeginAsADataAddress_AreRead(string words)
    {
        Assert.Equal(words, Assert.Single(Walk($$"""{"x":"{{words}}"}""").Texts).Text);
        Assert.Equal(words, Walk($$"""{"x":"{\"a\":\"{{words}}\"}"}""").Texts[^1].Text);
    }

    [Theory]
    [InlineData("data:image/png;base64,", UnreadableParts.Image)]
    [InlineData("DATA:IMAGE/PNG;BASE64,", UnreadableParts.Image)]
    [InlineData("data:audio/wav; codecs=1;base64,", UnreadableParts.Audio)]
    [InlineData("data:;base64,", UnreadableParts.File)]
    public void Next_DataAddressOfMedia_IsNoText(string head, UnreadableParts expected)
    {
        var (texts, unreadable) = Walk($$"""{"x":"{{head}}iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="}""");

        Assert.Empty(texts);
        Assert.Equal(expected, unreadable);
    }

    [Fact]
    public void Next_TextThatOnlyBeginsAsJson_IsReadWhole()
    {
        var text = Assert.Single(Walk("""{"c":"{\"cut\": \"bob@example.com\", "}""").Texts);

        Assert.Equal(("{\"cut\": \"bob@example.com\", ", TextForm.Json), (text.Text, text.Form));
    }

    [Fact]
    public void Next_AnyBytes_NeverThrows()
    {
        var dice = new Random(7);
        var alphabet = "{}[]\":,\\u0dE9a \n\"data:;base64"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var body = new byte[dice.Next(1, 60)];
            for (var at = 0; at < body.Length; at++)
            {
                body[at] = alphabet[dice.Next(alphabet.Length)];
            }

            body[0] = (byte)'{';
            var walk = new BodyTexts(body);
            while (walk.Next())
            {
                var (start, end) = walk.Locate(0, walk.Text.Length);
                Assert.InRange(start, 0, end);
                Assert.InRange(end, start, body.Length);
                Assert.NotEmpty(walk.Place());
            }

            walk.Dispose();
        }
    }

    private static (List<Found> Texts, UnreadableParts Unreadable) Walk(string body)
    {
        var found = new List<Found>();
        var walk = new BodyTexts(Encoding.UTF8.GetBytes(body));
        while (walk.Next())
        {
            found.Add(new Found(walk.Place(), Encoding.UTF8.GetString(walk.Text), walk.Form, walk.Start, walk.End));
        }

        var unreadable = walk.Unreadable;
        walk.Dispose();
        return (found, unreadable);
    }

    private sealed record Found(string Place, string Text, TextForm Form, int Start, int End);
}
