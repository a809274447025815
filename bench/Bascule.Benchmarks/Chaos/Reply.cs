using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bascule.Benchmarks.Chaos;

/// <summary>One answer of the faulty upstream: right, or with one fault. What an assistant's turn at the end has said already is not said again.</summary>
internal sealed class Reply(HttpContext context, WireForm form, JsonElement asked, FaultKind? fault, int count, int pace)
{
    private const int SlowPause = 30;

    private CancellationToken Cancel => context.RequestAborted;

    public Task SendAsync() => fault switch
    {
        FaultKind.RateLimited => RefuseAsync(429),
        FaultKind.Error500 => RefuseAsync(500),
        FaultKind.Error503 => RefuseAsync(503),
        FaultKind.Reset => AbortAsync(),
        _ => asked.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True ? StreamAsync() : WholeAsync(),
    };

    private async Task StreamAsync()
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await WriteAsync(form.Begin);
        var pieces = fault is FaultKind.Empty ? [] : Pieces();
        var early = asked.GetProperty("model").GetString()!.StartsWith("open", StringComparison.Ordinal);
        var breaks = early ? 0 : Random.Shared.Next(1, Math.Max(2, pieces.Length));
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i == breaks && await BreaksAsync())
            {
                return;
            }

            await WriteAsync(form.Piece(pieces[i]));
            if (pace > 0 || fault is FaultKind.Slow)
            {
                await Task.Delay(fault is FaultKind.Slow ? SlowPause : pace, Cancel);
            }
        }

        await WriteAsync(form.End(pieces.Length));
    }

    /// <summary>What happens in the middle; true: nothing comes after it.</summary>
    private async Task<bool> BreaksAsync()
    {
        switch (fault)
        {
            case FaultKind.Cut:
                await AbortAsync();
                return true;
            case FaultKind.Stall:
                await Task.Delay(Timeout.Infinite, Cancel);
                return true;
            case FaultKind.Malformed:
                await WriteAsync("data: {\"id\":\"x\",\"cho\n\n"u8.ToArray());
                await AbortAsync();
                return true;
            case FaultKind.ErrorEvent:
                await WriteAsync(form.Error);
                return true;
            default:
                return false;
        }
    }

    private async Task WholeAsync()
    {
        var pieces = fault is FaultKind.Empty ? [] : Pieces();
        var body = fault switch
        {
            FaultKind.Malformed => "{\"id\":\"x\",\"cho"u8.ToArray(),
            FaultKind.ErrorEvent => """{"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}"""u8.ToArray(),
            _ => form.Whole(string.Concat(pieces), pieces.Length),
        };
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await Task.Delay(fault is FaultKind.Slow ? SlowPause * count / 2 : pace * count, Cancel);
        if (fault is FaultKind.Cut or FaultKind.Stall)
        {
            await WriteAsync(body[..(body.Length / 2)]);
            await (fault is FaultKind.Cut ? AbortAsync() : Task.Delay(Timeout.Infinite, Cancel));
            return;
        }

        await WriteAsync(body);
    }

    private string[] Pieces()
    {
        var messages = asked.GetProperty("messages");
        var number = Expected.Number(Text(messages.EnumerateArray().First(message => message.GetProperty("role").ValueEquals("user"))));
        var pieces = Expected.Pieces(number, count);
        var last = messages[messages.GetArrayLength() - 1];
        if (!last.GetProperty("role").ValueEquals("assistant"))
        {
            return pieces;
        }

        var said = Text(last);
        var text = string.Concat(pieces);
        return text.StartsWith(said, StringComparison.Ordinal) ? Split(text[said.Length..]) : ["not", " a", " continuation"];
    }

    private static string[] Split(string rest)
    {
        var pieces = new List<string>();
        for (var at = 0; at < rest.Length;)
        {
            var next = rest.IndexOf(' ', at + 1);
            next = next < 0 ? rest.Length : next;
            pieces.Add(rest[at..next]);
            at = next;
        }

        return [.. pieces];
    }

    /// <summary>A message's text, a string or parts.</summary>
    private static string Text(JsonElement message)
    {
        var content = message.GetProperty("content");
        return content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : ""));
    }

    private async Task RefuseAsync(int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        await context.Response.WriteAsync("""{"type":"error","error":{"type":"api_error","message":"Not now.","code":null,"param":null}}""", Cancel);
    }

    private Task AbortAsync()
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task WriteAsync(byte[] bytes) => await context.Response.BodyWriter.WriteAsync(bytes, Cancel);
}
