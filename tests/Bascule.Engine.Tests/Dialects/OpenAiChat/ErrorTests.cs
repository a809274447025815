using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(400, """{"error":{"message":"long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", FailureKind.ContextLength, Blame.Caller)]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 10 tokens.","code":null}}""", FailureKind.ContextLength, Blame.Caller)]
    [InlineData(400, """{"error":{"code":400,"message":"request (2009 tokens) exceeds the available context size (512 tokens)","type":"exceed_context_size_error"}}""", FailureKind.ContextLength, Blame.Caller)]
    [InlineData(400, """{"error":{"message":"Prompt is beyond what the model takes","type":"too_many_prompt_tokens","code":400}}""", FailureKind.ContextLength, Blame.Caller)]
    [InlineData(429, """{"error":{"message":"TOO_MANY_TOKENS"}}""", FailureKind.ContextLength, Blame.Caller)]
    [InlineData(429, """{"error":{"message":"Request too large: Limit 30000 tokens per min (TPM), the token limit","code":"rate_limit_exceeded"}}""", FailureKind.RateLimit, Blame.Provider)]
    [InlineData(400, """{"error":{"message":"x","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", FailureKind.ContentPolicy, Blame.Caller)]
    [InlineData(400, """{"error":{"message":"Your request was rejected","code":"content_policy_violation"}}""", FailureKind.ContentPolicy, Blame.Caller)]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-LEAK","code":"invalid_api_key"}}""", FailureKind.Credential, Blame.Gateway)]
    [InlineData(400, """{"error":"Incorrect API key provided: sk-LEAK"}""", FailureKind.Credential, Blame.Gateway)]
    [InlineData(403, """{"detail":"sk-LEAK forbidden"}""", FailureKind.Credential, Blame.Gateway)]
    [InlineData(402, """{"error":"Insufficient credits sk-LEAK"}""", FailureKind.Billing, Blame.Gateway)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.Billing, Blame.Gateway)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota, please wait","status":"RESOURCE_EXHAUSTED","code":429}}""", FailureKind.RateLimit, Blame.Provider)]
    [InlineData(403, """{"error":{"code":403,"message":"Your chosen model requires moderation and your input was flagged for \"x\""}}""", FailureKind.ContentPolicy, Blame.Caller)]
    [InlineData(404, """{"error":"Specified model not found: x"}""", FailureKind.UpstreamNotFound, Blame.Gateway)]
    [InlineData(400, """{"message":"Invalid model: x","type":"invalid_model","code":"1500"}""", FailureKind.UpstreamNotFound, Blame.Gateway)]
    [InlineData(429, """{"message":"Requests rate limit exceeded","type":"rate_limited"}""", FailureKind.RateLimit, Blame.Provider)]
    [InlineData(503, "upstream connect error", FailureKind.Overloaded, Blame.Provider)]
    [InlineData(529, "", FailureKind.Overloaded, Blame.Provider)]
    [InlineData(500, """{"error":{"message":"The server is overloaded"}}""", FailureKind.Overloaded, Blame.Provider)]
    [InlineData(500, "<html>oops</html>", FailureKind.UpstreamError, Blame.Provider)]
    [InlineData(400, """{"error":{"message":"bad","type":"invalid_request_error","param":"stop","code":"unsupported_parameter"}}""", FailureKind.Rejected, Blame.Caller)]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"field required","type":"missing"}]}""", FailureKind.Rejected, Blame.Caller)]
    [InlineData(422, "Input validation error: `x` is wrong", FailureKind.Rejected, Blame.Caller)]
    [InlineData(400, """[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]""", FailureKind.Rejected, Blame.Caller)]
    [InlineData(500, """{"error":{"code":500,"message":"Cannot use both json_schema and grammar","type":"server_error"}}""", FailureKind.UpstreamError, Blame.Provider)]
    public void Error_OfAnyShape_IsClassified(int status, string body, FailureKind kind, Blame blame)
    {
        var failure = Chat.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body));
        Assert.Equal((kind, blame, status), (failure.Kind, failure.Blame, failure.UpstreamStatus));
        Assert.DoesNotContain("LEAK", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", failure.Message);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m1"}}""", "m1")]
    [InlineData("""{"error":"m2"}""", "m2")]
    [InlineData("""{"message":"m3","code":400,"type":"Bad Request"}""", "m3")]
    [InlineData("""{"detail":"m4"}""", "m4")]
    [InlineData("""{"detail":[{"msg":"m5"}]}""", "m5")]
    [InlineData("m6\n", "m6")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"m7"}}}""", "m7")]
    public void Error_OfAnyShape_KeepsItsMessage(string body, string message) =>
        Assert.Equal(message, Chat.Dialect.ReadError(400, Encoding.UTF8.GetBytes(body)).Message);

    [Fact]
    public void Error_EndlessMessage_IsBounded() =>
        Assert.Equal(4096, Chat.Dialect.ReadError(400, Encoding.UTF8.GetBytes("{\"error\":{\"message\":\"" + new string('x', 9000) + "\"}}")).Message.Length);

    [Fact]
    public void WriteError_Rejected_KeepsTheUpstreamsTypeAndCode()
    {
        var failure = Chat.Dialect.ReadError(400, """{"error":{"message":"bad","type":"custom_error","param":"stop","code":"unsupported_parameter"}}"""u8);
        Assert.Equal("""{"error":{"message":"bad","type":"custom_error","param":"stop","code":"unsupported_parameter"},"request_id":"r1"}""", Write(failure));
    }

    [Theory]
    [InlineData(FailureKind.Malformed, "invalid_request", "invalid_request_error", "invalid_request")]
    [InlineData(FailureKind.Unauthenticated, "invalid_api_key", "authentication_error", "invalid_api_key")]
    [InlineData(FailureKind.Forbidden, "route_forbidden", "permission_error", "route_forbidden")]
    [InlineData(FailureKind.RateLimit, "rate_limit", "rate_limit_error", "rate_limit")]
    [InlineData(FailureKind.Limit, "budget_exceeded", "insufficient_quota", "insufficient_quota")]
    [InlineData(FailureKind.Credential, "upstream_auth", "server_error", "upstream_auth")]
    [InlineData(FailureKind.Timeout, "upstream_timeout", "server_error", "upstream_timeout")]
    public void WriteError_EachKind_HasOpenAisType(FailureKind kind, string code, string type, string written)
    {
        var error = JsonDocument.Parse(Write(new Failure(Blame.Gateway, kind, code, "Words.") { Mend = "Do this." })).RootElement.GetProperty("error");
        Assert.Equal(("Words. Do this.", type, written), (error.GetProperty("message").GetString(), error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public void WriteStreamError_Failure_IsOneEventWithoutDone()
    {
        var into = new ArrayBufferWriter<byte>();
        Chat.Dialect.WriteStreamError(new Failure(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "a\nb"), "r1", into);
        Assert.Equal("data: {\"error\":{\"message\":\"a\\nb\",\"type\":\"server_error\",\"param\":null,\"code\":\"upstream_unreachable\"},\"request_id\":\"r1\"}\n\n", Encoding.UTF8.GetString(into.WrittenSpan));
    }

    private static string Write(Failure failure)
    {
        var into = new ArrayBufferWriter<byte>();
        Chat.Dialect.WriteError(failure, "r1", into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
