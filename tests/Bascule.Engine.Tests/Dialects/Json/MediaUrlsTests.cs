using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class MediaUrlsTests
{
    [Fact]
    public void Find_EveryForm_SaysWhereItStands()
    {
        var body = """
            {"model":"m","messages":[
              {"role":"user","content":[{"type":"text","text":"see http://text.example"},{"type":"image_url","image_url":{"detail":"low","url":"https://a.example\/1.png"}}]},
              {"role":"user","content":[{"type":"input_image","image_url":"https://a.example/2"},{"type":"input_file","file_url":"https://a.example/3"}]},
              {"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a.example/4"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
              {"role":"assistant","content":[{"type":"tool_use","input":{"image_url":"https://a.example/no"}}]},
              {"role":"user","content":[{"type":"tool_result","content":[{"type":"image","source":{"type":"url","url":"https://a.example/5"}}]},{"fileData":{"fileUri":"gs://a/6"}}]}
            ],"tools":[{"image_url":"https://a.example/no"}]}
            """;
        var utf8 = Encoding.UTF8.GetBytes(body);
        var found = MediaUrls.Find(utf8, RequestScan.Read(utf8).Value!, RequestShape.Messages);
        Assert.Equal(
            [
                ("https://a.example/1.png", "messages[0].content[1]", MediaUrlForm.Text),
                ("https://a.example/2", "messages[1].content[0]", MediaUrlForm.Text),
                ("https://a.example/3", "messages[1].content[1]", MediaUrlForm.FileUrl),
                ("https://a.example/4", "messages[2].content[0]", MediaUrlForm.Source),
                ("https://a.example/5", "messages[4].content[0].content[0]", MediaUrlForm.Source),
                ("gs://a/6", "messages[4].content[1].fileData", MediaUrlForm.Other),
            ],
            found.Select(one => (one.Url, one.Path, one.Form)));
        Assert.Equal("\"https://a.example\\/1.png\"", Cut(0));
        Assert.Equal("\"file_url\":\"https://a.example/3\"", Cut(2));
        Assert.Equal("""{"type":"url","url":"https://a.example/4"}""", Cut(3));
        Assert.Equal(MediaKinds.Images, found[0].Kinds);

        string Cut(int at) => Encoding.UTF8.GetString(utf8[found[at].Start..found[at].End]);
    }
}
