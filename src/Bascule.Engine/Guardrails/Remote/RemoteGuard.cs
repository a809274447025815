using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Pricing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Guardrails.Remote;

/// <summary>Asks one remote guardrail about texts, in OpenAI's moderation shape or a webhook's, over its provider's own connections and within its time.</summary>
public static class RemoteGuard
{
    /// <summary>A result for each of the most texts fits well.</summary>
    private const int MaxAnswer = 1024 * 1024;

    /// <summary>Asks, and notes in the verdict what is answered and how the asking ended. Null: it answered; else why it did not.</summary>
    /// <param name="verdict">Its guardrail has a target that policy allows for this request.</param>
    /// <param name="side">Whose words they are: <c>input</c> or <c>output</c>.</param>
    /// <param name="left">What is left of the caller's time; null: he set no limit, or <paramref name="cancel"/> watches it.</param>
    public static async Task<string?> AskAsync(Verdict verdict, RemoteTexts texts, string side, TimeProvider time, TimeSpan? left, CancellationToken cancel)
    {
        var target = verdict.Guardrail.Target!;
        var began = time.GetTimestamp();
        var trouble = texts.TooMuch ? "too much text for one call" : null;
        if (trouble is null && texts.Texts.Count > 0)
        {
            var limit = verdict.Guardrail.Options.Timeout;
            if (target.Provider.Options.Timeouts.Total is { } total && total < limit)
            {
                limit = total;
            }

            if (left < limit)
            {
                limit = left.Value > TimeSpan.Zero ? left.Value : TimeSpan.Zero;
            }

            using var timer = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
            try
            {
                trouble = await SendAsync(verdict, texts, side, time, either.Token);
            }
            catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
            {
                trouble = cancel.IsCancellationRequested ? "the caller left" : timer.IsCancellationRequested ? $"no answer within {limit.TotalSeconds:0.###} s" : broken is OperationCanceledException ? "no connection in time" : "it could not be reached";
            }

            verdict.CostNano = target.Deployment.PriceAt(time.GetUtcNow())?.CostNano(new TokenCounts((texts.Bytes + 3) / 4, 0, 0, 0));
        }

        verdict.Ms = (int)time.GetElapsedTime(began).TotalMilliseconds;
        verdict.Outcome = trouble ?? (verdict.Kinds.Count > 0 ? "found" : "passed");
        return trouble;
    }

    private static async Task<string?> SendAsync(Verdict verdict, RemoteTexts texts, string side, TimeProvider time, CancellationToken cancel)
    {
        var target = verdict.Guardrail.Target!;
        var isWebhook = target.Provider.Options.Dialect == Vendor.Webhook;
        if (target.Provider.ErrandFor(ErrandSet.Moderations, target.Deployment.Upstream, "") is not { } way)
        {
            return "its provider has no moderation endpoint";
        }

        var key = target.Provider.Key;
        var body = isWebhook ? Webhook(verdict.Guardrail.Name, side, texts.Texts) : Moderation(target.Deployment.Upstream, texts.Texts);
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = await target.Provider.NewErrandAsync(way, [body], content, [], key, cancel);
        using var response = await target.Provider.Client(null).SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode)
        {
            // The next request's is another key where this one was refused.
            target.Provider.TurnKey(key, await Upstream.ReadErrorAsync(response, target.Provider.Dialect, time, cancel));
            return $"it answered with status {(int)response.StatusCode}";
        }

        if (await ReadAsync(response, cancel) is not { } answer)
        {
            return "its answer is too long";
        }

        var said = isWebhook ? RemoteAnswer.ReadWebhook(answer) : RemoteAnswer.ReadModeration(answer, texts.Texts.Count);
        if (said is null)
        {
            return "its answer cannot be understood";
        }

        Note(verdict, said);
        return null;
    }

    private static void Note(Verdict verdict, RemoteAnswer said)
    {
        // What it would let pass is no finding, whatever it calls it.
        if (said.Found)
        {
            foreach (var kind in said.Kinds.DefaultIfEmpty("flagged"))
            {
                verdict.Count(kind);
            }
        }

        if (verdict.Guardrail.Options.Action != GuardrailAction.Flag)
        {
            verdict.Raise(said.Class);
        }
    }

    private static ReadOnlyMemory<byte> Moderation(string model, IReadOnlyList<string> texts) => Write(json =>
    {
        json.WriteString("model"u8, model);
        WriteTexts(json, "input", texts);
    });

    private static ReadOnlyMemory<byte> Webhook(string guardrail, string side, IReadOnlyList<string> texts) => Write(json =>
    {
        json.WriteString("guardrail"u8, guardrail);
        json.WriteString("on"u8, side);
        WriteTexts(json, "texts", texts);
    });

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var into = new ArrayBufferWriter<byte>(1024);
        using (var json = JsonWriting.To(into))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return into.WrittenMemory;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (read.Length + count > MaxAnswer)
            {
                return null;
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}
