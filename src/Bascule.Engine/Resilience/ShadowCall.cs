using System.IO.Pipelines;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Resilience;

/// <summary>
/// A caller's question put to one deployment more. It has the caller's bytes and nothing else of him, since he may be gone before it ends: what his headers say is
/// taken at once. It is asked once, and its answer goes nowhere.
/// </summary>
internal sealed class ShadowCall(Call call, Target to) : IDisposable
{
    private readonly Call _call = Hold(call);
    private readonly Dictionary<string, string?> _headers = to.Provider.Options.ForwardHeaders.ToDictionary(name => name, call.HeaderOf);

    public Target To => to;

    /// <summary>Asks, and reads the answer to its end.</summary>
    /// <param name="id">The shadow's own id.</param>
    /// <param name="report">What it comes to.</param>
    /// <param name="seal">Writes its row.</param>
    /// <param name="ending">Nobody waits for it any longer: it is broken off.</param>
    public async Task RunAsync(string id, CallReport report, Func<CallReport, ValueTask> seal, CancellationToken ending)
    {
        // The profile holds the estimate of whoever is asked, so the caller's own cannot be shared.
        var scan = RequestScan.Read(_call.Body.Bytes.Span, _call.Dialect.Shape, _call.Address);
        if (scan.Value is not { } profile)
        {
            report.Failure = scan.Failure;
            return;
        }

        var nowhere = PipeWriter.Create(Stream.Null);
        await using var answer = new AnswerWriter(nowhere, static _ => { }, static () => { }, _call.Time);
        await AttemptLoop.RunAsync(Aside(profile, answer, id, seal, ending), report, [to], CancellationToken.None);
        await nowhere.CompleteAsync();
    }

    /// <summary>The status that a caller would have got.</summary>
    public int StatusOf(Failure failure) => _call.Dialect.StatusOf(failure);

    public void Dispose() => _call.Body.EndSending();

    private static Call Hold(Call call)
    {
        call.Body.BeginSending();
        return call;
    }

    private Call Aside(RequestProfile profile, AnswerWriter answer, string id, Func<CallReport, ValueTask> seal, CancellationToken ending) => new()
    {
        Dialect = _call.Dialect,
        Body = _call.Body,
        Profile = profile,
        Address = _call.Address,
        Query = _call.Query,
        Headers = _call.Headers,
        HeaderOf = name => _headers.GetValueOrDefault(name),
        Timeouts = _call.Timeouts,
        Retries = RetryOptions.None,
        Strict = _call.Strict,
        Tokens = _call.Tokens,
        Payer = _call.Payer?.ForShadow(),
        Media = _call.Media.Anew(),
        Caller = answer,
        Head = static (_, type, length) => new AnswerHead(200, type) { Length = length },
        Seal = seal,
        RequestId = id,
        Guard = _call.Guard?.Aside,
        IsKept = _call.IsKept,
        GoesOnFrom = _call.GoesOnFrom,
        IsShadow = true,
        Draining = ending,
        Reasoning = _call.Reasoning,
        Time = _call.Time,
    };
}
