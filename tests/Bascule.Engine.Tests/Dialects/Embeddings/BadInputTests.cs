using System.Text;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects.Embeddings;

public sealed class BadInputTests
{
    /// <summary>As deep as the scan lets a request be, deeper than a reader's own default.</summary>
    [Fact]
    public void Request_NestedDeeply_IsCountedAndRenamedWithoutAnException()
    {
        var deep = string.Concat(Enumerable.Repeat('[', 100)) + "1" + string.Concat(Enumerable.Repeat(']', 100));
        var openAi = Encoding.UTF8.GetBytes($$"""{"model":"m","input":{{deep}}}""");
        var gemini = Encoding.UTF8.GetBytes($$$"""{"model":"models/m","content":{"parts":{{{deep}}}}}""");
        var counted = RequestScan.Read(openAi, ErrandSet.OpenAiEmbed.Shape).Value!;
        Assert.NotNull(RequestScan.Read(gemini, ErrandSet.GeminiEmbed.Shape).Value);
        var edits = new BodyEdits();

        ErrandSet.OpenAiEmbed.CountTokenNumbers(openAi, counted);
        RepeatedModel.Rename(gemini, 1, "up", edits);

        Assert.Equal(1, counted.EstimatedInputTokens);
        Assert.Equal(["model"], edits.Names);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("\"many\"")]
    public void Answer_WithACountThatIsNone_HasNoUsage(string count)
    {
        var one = $$$$"""{"embeddings":{"values":[1],"statistics":{"token_count":{{{{count}}}}}}}""";

        Assert.Null(VertexEmbeddings.Instance.ReadAnswer(Encoding.UTF8.GetBytes($$"""{"predictions":[{{one}},{{one}}]}""")).Value!.Usage.Input);
        Assert.Null(OpenAiEmbeddings.Instance.ReadAnswer(Encoding.UTF8.GetBytes($$$"""{"data":[{"embedding":[1]}],"usage":{"prompt_tokens":{{{count}}}}}""")).Value!.Usage.Input);
        Assert.Null(OllamaEmbeddings.Instance.ReadAnswer(Encoding.UTF8.GetBytes($$"""{"embeddings":[[1]],"prompt_eval_count":{{count}}}""")).Value!.Usage.Input);
    }
}
