using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.Ollama;

public sealed class ErrorTests
{
    private static readonly CallerSide Side = CallerGoldenTests.Side("ollama");

    [Theory]
    [InlineData(404, """{"error":"model 'x' not found"}""", FailureKind.UpstreamNotFound)]
    [InlineData(400, """{"error":"registry.ollama.ai/library/x:latest does not support tools"}""", FailureKind.Rejected)]
    [InlineData(400, """{"error":"the input length exceeds the context length"}""", FailureKind.ContextLength)]
    [InlineData(503, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""", FailureKind.Overloaded)]
    [InlineData(500, """{"error":"model requires more system memory (8.4 GiB) than is available (5.1 GiB)"}""", FailureKind.UpstreamError)]
    [InlineData(401, """{"error":"unauthorized"}""", FailureKind.Credential)]
    [InlineData(502, "<html>bad gateway</html>", FailureKind.UpstreamError)]
    public void Error_OfTheServer_IsClassified(int status, string body, FailureKind kind) =>
        Assert.Equal(kind, Side.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body)).Kind);

    [Fact]
    public void WriteError_WholeAndStreamed_IsAStringAndALine()
    {
        var failure = new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "Too\nlate.") { Mend = "Ask again." };
        Assert.Equal("""{"error":"Too\nlate. Ask again."}""", Side.WriteError(failure));
        Assert.Equal("""{"error":"Too\nlate. Ask again."}""" + "\n", Side.WriteError(failure, streamed: true));
        Assert.Equal(504, Side.Dialect.StatusOf(failure));
    }
}
