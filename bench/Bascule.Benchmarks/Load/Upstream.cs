using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bascule.Benchmarks.Load;

/// <summary>
/// The upstream of every target: the cheapest OpenAI-like server Kestrel allows. A whole answer of fixed bytes, or a stream of <c>?chunks=N&amp;pace=MILLISECONDS</c> chunks (0: as fast as they are taken).
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
        var streamed = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        if (!streamed)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Whole.Length;
            await context.Response.BodyWriter.WriteAsync(Whole, context.RequestAborted);
            return;
        }

        var chunks = int.Parse(context.Request.Query["chunks"].ToString(), CultureInfo.InvariantCulture);
        var pace = TimeSpan.FromMilliseconds(int.Parse(context.Request.Query["pace"].ToString(), CultureInfo.InvariantCulture));
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < chunks; i++)
        {
            await context.Response.BodyWriter.WriteAsync(Chunk, context.RequestAborted);
            if (pace > TimeSpan.Zero)
            {
                await Task.Delay(pace, context.RequestAborted);
            }
        }

        await context.Response.BodyWriter.WriteAsync(End, context.RequestAborted);
    }

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

    private static byte[] Frame(string rest) => Encoding.UTF8.GetBytes(
        "data: " + """{"id":"chatcmpl-load","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5-2025-08-07","service_tier":"default","system_fingerprint":null,"choices":""" + rest + "}\n\n");
}
