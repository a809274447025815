using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Ingress;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Endpoints;

/// <summary>Failures outside the journey, in the dialect that the address or the headers speak.</summary>
internal static class CallerErrors
{
    private static readonly string[] LaterPaths =
        ["/v1/files", "/v1/batches", "/v1beta"];

    /// <summary>Writes a failure.</summary>
    public static async Task WriteAsync(HttpContext context, Failure failure)
    {
        var dialect = DialectOf(context.Request);
        var id = Guid.CreateVersion7().ToString();
        var told = new ArrayBufferWriter<byte>(512);
        dialect.WriteError(failure, id, told);
        context.Response.StatusCode = dialect.StatusOf(failure);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = told.WrittenCount;
        context.Response.Headers["x-bascule-request-id"] = id;
        context.Response.Headers[dialect.Headers.RequestId] = id;
        if (failure.RetryAfter is not null)
        {
            var again = new List<KeyValuePair<string, string>>(2);
            AnswerHeaders.AddFailure(again, failure, spent: false);
            again.ForEach(header => context.Response.Headers[header.Key] = header.Value);
        }

        await context.Response.Body.WriteAsync(told.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Nothing is here.</summary>
    public static Task UnknownPathAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var later = LaterPaths.Any(known => path.StartsWithSegments(known, StringComparison.OrdinalIgnoreCase));
        return WriteAsync(context, later
            ? new Failure(Blame.Caller, FailureKind.UnknownPath, "not_yet_supported", "This endpoint is not yet supported.") { Mend = "Chat goes to /v1/chat/completions, /v1/responses, /v1/messages or /v1beta/models/MODEL:generateContent." }
            : new Failure(Blame.Caller, FailureKind.UnknownPath, "unknown_path", "There is nothing at this address.") { Mend = "Chat goes to /v1/chat/completions, /v1/responses, /v1/messages or /v1beta/models/MODEL:generateContent; a client's base URL ends in /v1 for OpenAI's SDKs and without it for Anthropic's and Google's." });
    }

    /// <summary>Gemini's, Anthropic's and Ollama's on their own addresses, Anthropic's with its version header, else OpenAI's.</summary>
    public static ICallerDialect DialectOf(HttpRequest request) => DialectSet.FindCaller(
        GeminiEndpoints.Speaks(request) ? "gemini"
        : request.Path.StartsWithSegments("/v1/messages") || request.Path.StartsWithSegments("/v1/v1/messages") || request.Headers.ContainsKey("anthropic-version") ? "anthropic"
        : request.Path.StartsWithSegments("/api") ? "ollama"
        : "openai-chat")!;
}
