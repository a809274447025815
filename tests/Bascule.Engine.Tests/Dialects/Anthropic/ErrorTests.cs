using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class ErrorTests
{
    private const string Too = """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 3333404 tokens > 200000 maximum"}}""";
    private const string Limit = """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 1 + 2 > 3"}}""";
    private const string Filter = """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""";
    private const string Credit = """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}""";
    private const string Shape = """{"type":"error","error":{"type":"invalid_request_error","message":"tools.0.custom.input_schema.type: Field required"}}""";

    [Theory]
    [InlineData(400, Too, FailureKind.ContextLength, "context_length_exceeded", Blame.Caller)]
    [InlineData(400, Limit, FailureKind.ContextLength, "context_length_exceeded", Blame.Caller)]
    [InlineData(400, Filter, FailureKind.ContentPolicy, "content_policy", Blame.Caller)]
    [InlineData(400, Credit, FailureKind.Billing, "upstream_billing", Blame.Gateway)]
    [InlineData(400, Shape, FailureKind.Rejected, "upstream_rejected", Blame.Caller)]
    [InlineData(402, """{"type":"error","error":{"type":"billing_error","message":"x"}}""", FailureKind.Billing, "upstream_billing", Blame.Gateway)]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", FailureKind.Credential, "upstream_auth", Blame.Gateway)]
    [InlineData(403, """{"type":"error","error":{"type":"permission_error","message":"no"}}""", FailureKind.Credential, "upstream_auth", Blame.Gateway)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: x"}}""", FailureKind.UpstreamNotFound, "upstream_not_found", Blame.Gateway)]
    [InlineData(413, """{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""", FailureKind.Rejected, "upstream_rejected", Blame.Caller)]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"40,000 input tokens per minute"}}""", FailureKind.RateLimit, "rate_limit", Blame.Provider)]
    [InlineData(500, """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""", FailureKind.UpstreamError, "upstream_error", Blame.Provider)]
    [InlineData(504, """{"type":"error","error":{"type":"timeout_error","message":"x"}}""", FailureKind.UpstreamError, "upstream_error", Blame.Provider)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Overloaded, "upstream_overloaded", Blame.Provider)]
    [InlineData(502, "<html>Bad gateway</html>", FailureKind.UpstreamError, "upstream_error", Blame.Provider)]
    [InlineData(503, "no healthy upstream", FailureKind.Overloaded, "upstream_overloaded", Blame.Provider)]
    [InlineData(400, """{"error":"flat"}""", FailureKind.Rejected, "upstream_rejected", Blame.Caller)]
    [InlineData(422, """{"message":"flat"}""", FailureKind.Rejected, "upstream_rejected", Blame.Caller)]
    [InlineData(429, """{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.Billing, "upstream_billing", Blame.Gateway)]
    [InlineData(400, "", FailureKind.Rejected, "upstream_rejected", Blame.Caller)]
    public void Error_ByTypeAndText_IsClassified(int status, string body, FailureKind kind, string code, Blame blame)
    {
        var failure = Claude.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body));
        Assert.Equal((kind, code, blame, status), (failure.Kind, failure.Code, failure.Blame, failure.UpstreamStatus));
        Assert.NotEqual("", failure.Message);
    }

    [Theory]
    [InlineData(400, Shape, "tools.0.custom.input_schema.type: Field required")]
    [InlineData(401, """{"error":{"message":"key sk-123 is wrong"}}""", "The provider refused the gateway's credential.")]
    [InlineData(502, "<html>Bad gateway</html>", "The upstream answered with status 502 and no message.")]
    [InlineData(400, """{"detail":"why"}""", "why")]
    public void Error_Message_IsTheUpstreamsUnlessItSpeaksOfTheOperator(int status, string body, string message) =>
        Assert.Equal(message, Claude.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body)).Message);

    [Fact]
    public void Error_LongMessage_IsCutToFourKilobytes()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["message"] = new('é', 9000) });
        Assert.Equal(4096, Encoding.UTF8.GetByteCount(Claude.Dialect.ReadError(400, body).Message));
    }

    [Theory]
    [InlineData(FailureKind.Malformed, "invalid_request_error")]
    [InlineData(FailureKind.ContextLength, "invalid_request_error")]
    [InlineData(FailureKind.Unauthenticated, "authentication_error")]
    [InlineData(FailureKind.Forbidden, "permission_error")]
    [InlineData(FailureKind.UnknownModel, "not_found_error")]
    [InlineData(FailureKind.TooLarge, "request_too_large")]
    [InlineData(FailureKind.Limit, "rate_limit_error")]
    [InlineData(FailureKind.Credential, "api_error")]
    [InlineData(FailureKind.Overloaded, "overloaded_error")]
    [InlineData(FailureKind.Timeout, "timeout_error")]
    public void WriteError_Kind_GivesTheTypeThatClientsKnow(FailureKind kind, string type) =>
        Assert.Equal(
            $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"Why."},"request_id":"r1"}""",
            Written(new Failure(Blame.Caller, kind, "c", "Why.")));

    [Fact]
    public void WriteError_RejectedUpstream_KeepsItsTypeIfItIsOneOfOurs()
    {
        var failure = new Failure(Blame.Caller, FailureKind.Rejected, "upstream_rejected", "Why.") { UpstreamType = "request_too_large" };
        Assert.Contains("\"request_too_large\"", Written(failure), StringComparison.Ordinal);
        Assert.Contains("\"invalid_request_error\"", Written(failure with { UpstreamType = "weird" }), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteError_Mend_IsAppendedAsASentence() =>
        Assert.Contains("\"Why. Set a key.\"", Written(new Failure(Blame.Caller, FailureKind.Forbidden, "c", "Why") { Mend = "set a key" }), StringComparison.Ordinal);

    [Fact]
    public void WriteStreamError_IsOneEvent()
    {
        var into = new ArrayBufferWriter<byte>();
        Claude.Dialect.WriteStreamError(new Failure(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "Cut."), "r1", into);
        Assert.Equal("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Cut.\"},\"request_id\":\"r1\"}\n\n", Encoding.UTF8.GetString(into.WrittenSpan));
    }

    private static string Written(Failure failure)
    {
        var into = new ArrayBufferWriter<byte>();
        Claude.Dialect.WriteError(failure, "r1", into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
