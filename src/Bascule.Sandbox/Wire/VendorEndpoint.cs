using Bascule.Sandbox.Faults;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bascule.Sandbox.Wire;

/// <summary>Takes one request to a simulated vendor from its bytes to its answer, faults included.</summary>
internal sealed class VendorEndpoint(IVendor vendor, TimeProvider time)
{
    public Task ChatAsync(HttpContext http, Place place, CancellationToken cancel) =>
        AnswerAsync(http, place, vendor.Refuse, null, (asked, model, plan, delivery) =>
        {
            var question = vendor.Read(asked, model);
            if (TooMuch(question, plan) is { } limit)
            {
                return delivery.RefuseAsync(limit, cancel);
            }

            var said = new Said(asked, question, Speaker.Answer(question, plan.Faults), time.GetUtcNow());
            return question.Stream ? delivery.StreamAsync(vendor.Stream(said), cancel) : delivery.WholeAsync(vendor.Whole(said), "application/json", cancel);
        }, cancel);

    public Task ErrandAsync(HttpContext http, Place place, Errand errand, CancellationToken cancel) =>
        AnswerAsync(http, place, errand.Refuse, errand.UsualModel, (asked, model, plan, delivery) =>
            plan.Faults.HasFlag(Fault.Context)
                ? delivery.RefuseAsync(vendor.ContextTooLong(model.ContextWindow + 1, model.ContextWindow), cancel)
                : delivery.WholeAsync(errand.Answer(asked, model), errand.ContentType, cancel), cancel);

    private async Task AnswerAsync(
        HttpContext http, Place place, Func<Asked, Refusal?> refuse, string? usual, Func<Asked, SandboxModel, FaultPlan, Delivery, Task> answer, CancellationToken cancel)
    {
        var requestId = vendor.NewRequestId();
        http.Response.Headers[vendor.RequestIdHeader] = requestId;
        using var body = await RequestBody.ReadAsync(http, cancel);
        var asked = new Asked(body?.RootElement ?? default, http.Request.Headers, place);
        var name = asked.Model ?? usual ?? "";
        var plan = FaultPlan.Read(name, http.Request.Headers[FaultPlan.FaultHeader], http.Request.Headers[FaultPlan.DelayHeader], (fault, times) => Turns(http).Fails(Client(http.Request), name, fault, times));
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

        var refusal = plan.Status is { } status ? vendor.ForStatus(status) : refuse(asked) ?? Unknown(plan, name);
        await (refusal is null ? answer(asked, SandboxModel.Find(plan.Model)!, plan, delivery) : delivery.RefuseAsync(refusal, cancel));
    }

    private static FaultTurns Turns(HttpContext http) => http.Features.GetRequiredFeature<FaultTurns>();

    private static string Client(HttpRequest request) => $"{request.Headers.Authorization}{request.Headers["x-api-key"]}{request.Headers["x-goog-api-key"]}";

    private Refusal? Unknown(FaultPlan plan, string name) =>
        plan.Unknown is not null || SandboxModel.Find(plan.Model) is null ? vendor.UnknownModel(plan.Unknown is null ? name : $"{name} ({plan.Unknown})") : null;

    private Refusal? TooMuch(Question question, FaultPlan plan)
    {
        var window = question.Model.ContextWindow;
        if (plan.Faults.HasFlag(Fault.Context) || question.InputTokens > window)
        {
            return vendor.ContextTooLong(Math.Max(question.InputTokens, window + 1), window);
        }

        if (question.Beginning is not null && !question.Model.GoesOn && vendor.NoPrefill is { } refused)
        {
            return refused;
        }

        return question.MaxTokens > question.Model.MaxOutput ? vendor.TooManyTokens(question.Model, question.MaxTokens.Value) : null;
    }
}
