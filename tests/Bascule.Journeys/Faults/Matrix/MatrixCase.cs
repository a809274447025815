using System.Text;
using Bascule.Engine.Ledger;

namespace Bascule.Journeys.Faults.Matrix;

/// <summary>One fault in one combination: who asks in which dialect, whom, streaming or not, and who stands behind.</summary>
/// <param name="Fault">What the first candidate does.</param>
/// <param name="Caller">The caller's dialect.</param>
/// <param name="First">The faulty provider's dialect.</param>
/// <param name="Second">The fallback's dialect; null: there is none.</param>
/// <param name="Stream">A stream is asked for.</param>
internal sealed record MatrixCase(ProviderFault Fault, string Caller, string First, string? Second, bool Stream)
{
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public string Id { get; } = $"{Fault.Slug}--{Short(Caller)}-{Short(First)}-{(Second is null ? "alone" : Short(Second))}-{(Stream ? "stream" : "whole")}";

    /// <summary>What is wrong with how it went; null: nothing.</summary>
    public string? Wrong { get; private set; }

    /// <summary>How often the faulty provider was asked.</summary>
    public int Asked => _asked;

    public string FirstName => $"{Id}-1";

    public string SecondName => $"{Id}-2";

    private Outcome Outcome => (Stream ? Fault.Stream : Fault.Whole)!.Value;

    /// <summary>The same dialect all the way, across at the first, across at the second; alone in the same and across.</summary>
    public static IEnumerable<MatrixCase> Of(ProviderFault fault) =>
        from caller in new[] { Ask.OpenAi, Ask.Anthropic }
        let other = caller == Ask.OpenAi ? Ask.Anthropic : Ask.OpenAi
        from pair in new (string First, string? Second)[] { (caller, caller), (other, caller), (caller, other), (caller, null), (other, null) }
        where fault.Dialects.Contains(pair.First)
        from stream in new[] { false, true }
        where (stream ? fault.Stream : fault.Whole) is { } outcome && (pair.Second is null ? outcome.Alone : outcome.With) != Gets.Nothing
        select new MatrixCase(fault, caller, pair.First, pair.Second, stream);

    /// <summary>The next request to the faulty provider.</summary>
    public Scene Next(string dialect, bool first, Sandbox.Scripted.ScriptedRequest request) =>
        new(dialect, Stream, first ? Interlocked.Increment(ref _asked) - 1 : 0, _heard.Task) { Request = request };

    public async Task PlayAsync(Gateway gateway)
    {
        try
        {
            var told = await AskAsync(gateway.Client);
            var row = await gateway.RowAsync(told.Id);
            Wrong = Judge(told) is { } wrong ? $"{wrong}\n  {told.Status} {(told.Broke ? "broken " : "")}{Tail(told.Text)}" : JudgeRow(told, row) is { } untrue ? $"{untrue}\n  {Story(row)}" : JudgeAsked();
        }
        catch (Exception trouble)
        {
            Wrong = trouble.Message;
        }

        Wrong = Wrong is null ? null : $"{Id}: {Wrong}";
    }

    private async Task<Told> AskAsync(HttpClient client)
    {
        using var request = Ask.Request(Caller, Ask.Body(Caller, Id, Stream));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Told.ReadAsync(Caller, response, bytes =>
        {
            if (Encoding.UTF8.GetString(bytes.Span).Contains("w02", StringComparison.Ordinal))
            {
                _heard.TrySetResult();
            }
        });
    }

    /// <summary>The rule: the whole right answer, or an error in the caller's own dialect; never a success that is cut.</summary>
    private string? Judge(Told told)
    {
        var allowed = Second is null ? Outcome.Alone : Outcome.With;
        var got = Got(told, out var why);
        if (got == Gets.Nothing || (allowed & got) == 0)
        {
            return got == Gets.Nothing ? why : $"expected {allowed}, got {got}";
        }

        if (got == Gets.Answer && told.Header("x-bascule-deployment") is null)
        {
            return "nobody says who answered";
        }

        var status = Fault.Status == 529 && Caller != Ask.Anthropic ? 503 : Fault.Status;
        return got == Gets.Error && told.Status != status ? $"expected {status}" : null;
    }

    private Gets Got(Told told, out string why)
    {
        why = "";
        if (told.Broke)
        {
            why = "the connection broke";
            return Gets.Nothing;
        }

        if (told.Status != 200)
        {
            _ = told.Error;    // its shape
            return Gets.Error;
        }

        var text = told.Said;
        if (Stream && told.StreamError is not null)
        {
            why = told.Ended ? "a terminal event beside an error" : $"a part that is none of the answer: {text}";
            return !told.Ended && Scene.Text.StartsWith(text, StringComparison.Ordinal) ? Gets.ErrorEvent : Gets.Nothing;
        }

        var complete = !Stream || told.Ended || (Caller == Ask.OpenAi && told.Text.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal));    // its own proof
        why = $"a success that is cut or wrong: {text}";
        return complete && text == Scene.Text ? Gets.Answer : Gets.Nothing;
    }

    /// <summary>The ledger says what happened, and what it cost.</summary>
    private string? JudgeRow(Told told, LedgerRow row)
    {
        var failed = row.Attempts.Where(attempt => attempt.Error is not null).ToArray();
        var answered = told.Status == 200 && (!Stream || told.StreamError is null);
        if (answered != row.Error is null || (answered && row.Status != 200))
        {
            return $"the row says {row.Status} {row.Error}";
        }

        var asked = row.Attempts.Count(attempt => attempt.Kind != "rescue");    // what carried the stream on came after the headers
        if (told.Header("x-bascule-attempts") != $"{asked}" || (answered && told.Header("x-bascule-deployment") != row.Deployment))
        {
            return $"the headers say {told.Header("x-bascule-attempts")} attempts and {told.Header("x-bascule-deployment")}, the row {asked} and {row.Deployment}";
        }

        if (failed.FirstOrDefault(attempt => attempt.Deployment == FirstName) is { } trouble && trouble.Error != Fault.Code)
        {
            return $"the row calls it {trouble.Error}, not {Fault.Code}";
        }

        if (!answered && failed.All(attempt => attempt.Error != row.Error))
        {
            return $"the row ends with {row.Error}, and none of its attempts did";
        }

        var costs = Stream ? Fault.Costs.Stream : Fault.Costs.Whole;
        var cost = failed.Where(attempt => attempt.Deployment == FirstName).Sum(attempt => attempt.CostNano ?? -1);
        return costs == false && cost != 0 ? $"an attempt without output costs {cost}"
            : costs == true && cost <= 0 ? $"a cut attempt costs {cost}"
            : costs == true && !answered && row.Usage is not { Estimated: true } ? "a cut answer's usage is not called estimated"
            : null;
    }

    private string? JudgeAsked()
    {
        var (with, alone) = (Stream ? Fault.AskedForStream : null) ?? Fault.Asked;
        var expected = Second is null ? alone : with;
        return Asked == expected ? null : $"asked {Asked} times, expected {expected}";
    }

    private static string Story(LedgerRow row) => string.Join("; ", row.Attempts.Select(attempt => $"{attempt.Deployment[^1]} {attempt.Status} {attempt.Error} {attempt.TotalMs} ms {attempt.CostNano}"));

    private static string Tail(string text) => text.Length <= 300 ? text : "..." + text[^300..];

    private static string Short(string dialect) => dialect == Ask.Anthropic ? "a" : "o";
}
