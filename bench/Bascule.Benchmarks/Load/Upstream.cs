using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bascule.Benchmarks.Load;

/// <summary>
/// The upstream of every target: the cheapest server Kestrel allows, OpenAI-like and below <c>/v1/messages</c> Anthropic-like. A whole answer of fixed bytes, or a stream of
/// <c>?chunks=N&amp;pace=MILLISECONDS</c> chunks (0: as fast as they are taken); 64 in a flood where the query says nothing, as across dialects.
/// </summary>
internal static class Upstream
{
    public static byte[] Whole { get; } = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-load","object":"chat.completion","created":1790000000,"model":"gpt-5-2025-08-07","choices":[{"index":0,"message":{"role":"assistant","content":"""
        + '"' + string.Concat(Enumerable.Repeat("Words of an answer, some of them. ", 20)) + '"'
        + ""","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":260,"completion_tokens":160,"total_tokens":420,"prompt_tokens_details":{"cached_tokens":0}}}""");

    public static byte[] Chunk { get; } = Frame("""[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}]""");

    private static readonly byte[] Finish = Frame("""[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]""");
    private static readonly byte[] Usage = Frame("""[],"usage":{"prompt_tokens":260,"completion_tokens":160,"total_tokens":420}""");

    /// <summary>What ends every stream: finish reason, usage, <c>[DONE]</c>.</summary>
    public static byte[] End { get; } = [.. Finish, .. Usage, .. "data: [DONE]\n\n"u8];

    private static readonly byte[] AnthropicWhole = Encoding.UTF8.GetBytes(
        """{"id":"msg_load","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"""
        + '"' + string.Concat(Enumerable.Repeat("Words of an answer, some of them. ", 20)) + '"'
        + """}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":260,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":160}}""");

    private static readonly byte[] AnthropicStart =
    [
        .. Event("message_start", """{"type":"message_start","message":{"id":"msg_load","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":260,"output_tokens":1}}}"""),
        .. Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
    ];

    private static readonly byte[] AnthropicChunk = Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}""");

    private static readonly byte[] AnthropicEnd =
    [
        .. Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        .. Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":160}}"""),
        .. Event("message_stop", """{"type":"message_stop"}"""),
    ];

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var anthropic = context.Request.Path.StartsWithSegments("/v1/messages", StringComparison.Ordinal);
        var streamed = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        if (!streamed)
        {
            var whole = anthropic ? AnthropicWhole : Whole;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = whole.Length;
            await context.Response.BodyWriter.WriteAsync(whole, context.RequestAborted);
            return;
        }

        var chunks = Said(context, "chunks", 64);
        var pace = TimeSpan.FromMilliseconds(Said(context, "pace", 0));
        context.Response.ContentType = "text/event-stream";
        if (anthropic)
        {
            await context.Response.BodyWriter.WriteAsync(AnthropicStart, context.RequestAborted);
        }

        for (var i = 0; i < chunks; i++)
        {
            await context.Response.BodyWriter.WriteAsync(anthropic ? AnthropicChunk : Chunk, context.RequestAborted);
            if (pace > TimeSpan.Zero)
            {
                await Task.Delay(pace, context.RequestAborted);
            }
        }

        await context.Response.BodyWriter.WriteAsync(anthropic ? AnthropicEnd : End, context.RequestAborted);
    }

    private static int Said(HttpContext context, string name, int unsaid) =>
        int.TryParse(context.Request.Query[name].ToString(), CultureInfo.InvariantCulture, out var number) ? number : unsaid;

    /// <summary>Reads the body away; true when it asks for a stream.</summary>
    private static async Task<bool> ReadAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            if (read.IsCompleted)
            {
                var streamed = read.Buffer.ToArray().AsSpan().IndexOf("\"stream\":true"u8) >= 0;
                body.AdvanceTo(read.Buffer.End);
                return streamed;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");

    private static byte[] Frame(string rest) => Encoding.UTF8.GetBytes(
        "data: " + """{"id":"chatcmpl-load","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5-2025-08-07","service_tier":"default","system_fingerprint":null,"choices":""" + rest + "}\n\n");
}
