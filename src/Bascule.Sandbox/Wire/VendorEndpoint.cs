using System.Runtime.InteropServices;
using System.Text.Json;
using Bascule.Sandbox.Faults;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>Takes one request to a simulated vendor from its bytes to its answer, faults included.</summary>
internal sealed class VendorEndpoint(IVendor vendor, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext http, CancellationToken cancel)
    {
        var requestId = vendor.NewRequestId();
        http.Response.Headers[vendor.RequestIdHeader] = requestId;
        using var body = await ReadAsync(http, cancel);
        var asked = body?.RootElement.Text("model") ?? "";
        var plan = FaultPlan.Read(asked, http.Request.Headers[FaultPlan.FaultHeader], http.Request.Headers[FaultPlan.DelayHeader]);
        var delivery = new Delivery(http.Response, vendor, plan, requestId, time);
        if (plan.Delay > TimeSpan.Zero)
        {
            await Task.Delay(plan.Delay, time, cancel);
        }

        if (plan.Faults.HasFlag(Fault.Reset))
        {
            http.Abort();
            return;
        }

        if (plan.Faults.HasFlag(Fault.Hang))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }

        if (body is null)
        {
            await delivery.RefuseAsync(vendor.BadJson, cancel);
            return;
        }

        if (Refuse(body.RootElement, http.Request.Headers, plan, asked) is { } refusal)
        {
            await delivery.RefuseAsync(refusal, cancel);
            return;
        }

        var model = SandboxModel.Find(plan.Model)!;
        var question = vendor.Read(body.RootElement, model);
        if (TooMuch(question, plan) is { } limit)
        {
            await delivery.RefuseAsync(limit, cancel);
            return;
        }

        var reply = Speaker.Answer(question, plan.Faults);
        await (question.Stream
            ? delivery.StreamAsync(vendor.Stream(question, reply, time.GetUtcNow()), cancel)
            : delivery.WholeAsync(vendor.Whole(question, reply, time.GetUtcNow()), cancel));
    }

    private Refusal? Refuse(JsonElement body, IHeaderDictionary headers, FaultPlan plan, string asked)
    {
        if (plan.Status is { } status)
        {
            return vendor.ForStatus(status);
        }

        if (vendor.Refuse(body, headers) is { } refusal)
        {
            return refusal;
        }

        return plan.Unknown is not null || SandboxModel.Find(plan.Model) is null ? vendor.UnknownModel(plan.Unknown is null ? asked : $"{asked} ({plan.Unknown})") : null;
    }

    private Refusal? TooMuch(Question question, FaultPlan plan)
    {
        var window = question.Model.ContextWindow;
        if (plan.Faults.HasFlag(Fault.Context) || question.InputTokens > window)
        {
            return vendor.ContextTooLong(Math.Max(question.InputTokens, window + 1), window);
        }

        return question.MaxTokens > question.Model.MaxOutput ? vendor.TooManyTokens(question.Model, question.MaxTokens.Value) : null;
    }

    private static async Task<JsonDocument?> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        try
        {
            var body = await JsonDocument.ParseAsync(http.Request.Body, default, cancel);
            if (JsonText.IsReadable(JsonMarshal.GetRawUtf8Value(body.RootElement)))
            {
                return body;
            }

            body.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
