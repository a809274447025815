using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Agreement;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Caching.Semantic.Reading;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Steps;

/// <summary>What is learned behind an answer: its question is found from now on, and it tells whether the answer before it, that would have been served in its place, would have been a false one.</summary>
public sealed partial class SemanticLearning(SemanticCache cache, AnswerCache answers, SideCalls aside, GatewayMeters meters, Random dice, TimeProvider time, ILogger<SemanticLearning> logger) : IAsyncDisposable
{
    /// <summary>Checks under way at once: each holds two answers and asks once or twice. Past it they are left out, whatever they would have said.</summary>
    public const int Most = 16;

    private readonly SemaphoreSlim _places = new(Most);
    private int _disposed;

    /// <summary>The request was answered. Nobody waits for what is learned of that.</summary>
    /// <param name="until">Its answer is kept until then; null: it is not kept, so that nothing can be compared with it. Who would have got another in its place would have got a false one.</param>
    internal void Answered(Exchange exchange, CacheKey key, DateTimeOffset? until)
    {
        if (exchange is not { Semantic: { Why: null } look, Report.Committed.Target: { } by } || Volatile.Read(ref _disposed) == 1)
        {
            return;
        }

        if (!_places.Wait(0, CancellationToken.None))
        {
            meters.Semantic.Add(1, new KeyValuePair<string, object?>("bascule.semantic.outcome", "skipped"));
            return;
        }

        var entry = until is { } end ? new SemanticEntry { Key = key.Hash, Scope = look.Scope, Marks = look.Marks, Until = end, Owner = exchange.Owner, Judge = look.Judge?.Deployment.Name } : null;
        _ = LearnAsync(new Lesson(look, key.Hash, entry, by, exchange.Plan!.Order, exchange.Route!.Name, exchange.Inquiry.At));
    }

    /// <summary>The answer of a question that was found; where it is gone the question goes too.</summary>
    internal static async ValueTask<CachedAnswer?> AnswerOfAsync(AnswerCache answers, SemanticCache cache, SemanticEntry entry, CancellationToken cancel)
    {
        var answer = await answers.FindAsync(new CacheKey(entry.Key), cancel);
        if (answer is null)
        {
            cache.Forget(entry.Key);
        }

        return answer;
    }

    /// <summary>Waits a moment for the checks that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        try
        {
            for (var place = 0; place < Most; place++)
            {
                await _places.WaitAsync(enough.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // One that looked false has counted as that; of the others nothing is known.
        }
    }

    private async Task LearnAsync(Lesson lesson)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // the caller's thread goes on at once
        try
        {
            var look = lesson.Look;
            if (await look.Vector is not { } vector)
            {
                return;
            }

            var near = look.Near(cache, vector, lesson.Key);
            if (near is not null || look.Differs is not null)
            {
                look.Route!.FoundSimilar(near is null);
            }

            // What could not have been served to this caller says nothing of what is served.
            var older = near is { } found && await AnswerOfAsync(answers, cache, found.Entry, CancellationToken.None) is { } known && lesson.Order.Any(known.IsBy) ? known : null;
            await CheckAsync(lesson, older is null ? null : near, older, vector);
        }
        catch (Exception bug)
        {
            Log.Bug(logger, bug.GetType().Name, bug.StackTrace ?? "");
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task CheckAsync(Lesson lesson, Neighbour? near, CachedAnswer? older, float[] vector)
    {
        var route = lesson.Look.Route!;
        var check = near is { } hit && hit.Similarity >= route.Proof.MinSimilarity ? route.Begin(hit.Similarity, lesson.Look.Epoch) : null;
        var (isWrong, measuring) = (true, (Task?)null);    // what breaks here is no reason to call it right
        try
        {
            var fresh = await KeepAsync(lesson, vector);
            if (older is not null)
            {
                (isWrong, measuring) = await CompareAsync(lesson, check, near!.Value, AnswerText.Of(older), fresh);
            }
        }
        finally
        {
            if (check is not null)
            {
                Say(route, check, isWrong ? CheckWord.Wrong : CheckWord.Right);
            }
            else if (near is { } below)
            {
                route.Check(below.Similarity, isWrong, lesson.Look.Epoch);    // for the curve alone
            }

            if (near is not null)
            {
                meters.Semantic.Add(1, new KeyValuePair<string, object?>("bascule.semantic.outcome", isWrong ? "false" : "right"));
            }
        }

        if (measuring is not null)
        {
            await measuring;
        }
    }

    /// <summary>Keeps the question, and gives the words of its answer; null: it is not kept, or no plain text, and similar questions are not answered with it.</summary>
    private async Task<string?> KeepAsync(Lesson lesson, float[] vector)
    {
        // The cache's own copy: the bytes that went to the caller are gone by now.
        if (lesson.Entry is not { } entry || await answers.FindAsync(new CacheKey(lesson.Key), CancellationToken.None) is not { } answer || AnswerText.Of(answer) is not { } text)
        {
            return null;
        }

        cache.Keep(entry, vector);
        if (answers.WasForgotten(entry.Owner, lesson.Route, lesson.Since))
        {
            cache.Forget(lesson.Key);    // looked for behind the keeping, so that no erasure slips in between
        }

        return text;
    }

    private async Task<(bool IsWrong, Task? Measuring)> CompareAsync(Lesson lesson, OpenCheck? check, Neighbour near, string? before, string? fresh)
    {
        var (look, route) = (lesson.Look, lesson.Look.Route!);
        if (before is null || fresh is null)
        {
            return (true, null);
        }

        if (check is null)
        {
            return (!AnswerAgreement.Compare(before, fresh, route.Noise.Threshold).Same, null);    // nothing is asked for the curve
        }

        var question = look.Question!;
        var judge = look.Judge is { } one && near.Entry.Judge == one.Deployment.Name ? one : null;
        var comparing = new SemanticCheck(
            route,
            () => aside.AskAsync(question, LedgerRow.Shadow, lesson.By),
            judge is null ? null : async (first, second) => JudgeQuestion.Read(await aside.AskAsync(question.ForJudge(judge.Deployment.Upstream, first, second), LedgerRow.Judge, judge)),
            () => Say(route, check, CheckWord.Doubtful));
        var isWrong = await comparing.IsWrongAsync(before, fresh);
        return (isWrong, isWrong ? null : comparing.MeasureAsync(fresh, dice.NextDouble()));
    }

    private void Say(SemanticRoute route, OpenCheck check, CheckWord word)
    {
        var change = route.Say(check, word);
        if (change is ProofChange.Opened or ProofChange.Closed or ProofChange.BeganAnew)
        {
            Log.Changed(logger, route.Name, change, route.Text);
        }
    }

    /// <param name="Entry">What is found from now on; null: its answer is not kept.</param>
    /// <param name="By">Who answered.</param>
    /// <param name="Order">Who might have.</param>
    private sealed record Lesson(SemanticLook Look, Digest Key, SemanticEntry? Entry, Target By, IReadOnlyList<Target> Order, string Route, DateTimeOffset Since);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Semantic cache, check: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, string type, string stack);

        [LoggerMessage(2, LogLevel.Information, "Route {Route}: similar questions, {Change}: {State}")]
        public static partial void Changed(ILogger logger, string route, ProofChange change, string state);
    }
}
