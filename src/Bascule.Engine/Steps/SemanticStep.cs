using System.Buffers;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Caching.Semantic.Reading;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Steps;

/// <summary>The second half of step 5: a question that means the same as one that was answered, where the route has proved that it may be trusted with that.</summary>
public sealed partial class SemanticStep(SemanticCache cache, AnswerCache answers, CacheKeys keys, SideCalls aside, GatewayMeters meters, Random dice, TimeProvider time, ILogger<SemanticStep> logger) : IAsyncDisposable
{
    /// <summary>Checks under way at once: each holds two answers and asks once or twice. Past it they are left out, whatever they would have said.</summary>
    public const int Most = 16;

    /// <summary>A question with its instructions; larger ones are not looked for.</summary>
    private const int MaxBody = 256 * 1024;

    private readonly SemaphoreSlim _places = new(Most);
    private int _disposed;

    /// <summary>Looks for the answer to a question that means the same. Null: there is none to be served; what is found out by asking is told to <see cref="Kept"/>.</summary>
    /// <param name="mayServe">Whether who made it may still answer this request.</param>
    internal async ValueTask<CachedAnswer?> FindAsync(Exchange exchange, Func<CachedAnswer, bool> mayServe)
    {
        if (exchange.Route!.Semantic is not { } who)
        {
            return null;
        }

        var look = exchange.Semantic = Begin(exchange, who);
        if (look is not { Why: null, Route: { } route } || !route.Proof.IsOpen)
        {
            return null;    // while it gathers nobody waits for a vector
        }

        float[]? vector;
        using (exchange.Report.Wait(time))
        {
            vector = await look.Vector;
        }

        if (vector is null || Near(look, vector, default) is not { } near || near.Similarity < route.Proof.MinSimilarity || route.IsChecked(dice.NextDouble()))
        {
            return null;
        }

        if (await AnswerOfAsync(near.Entry, exchange.Inquiry.Left) is not { } answer || !mayServe(answer))
        {
            return null;
        }

        return answer;
    }

    /// <summary>It was served.</summary>
    internal void Served(SemanticLook look)
    {
        look.Route!.Hit();
        Count("hit");
    }

    /// <summary>The request was answered, and its answer is kept: from now on similar questions find it, and it says whether those before it would have been right. Nobody waits for that.</summary>
    internal void Kept(Exchange exchange, CacheKey key, DateTimeOffset until)
    {
        if (exchange is not { Semantic: { Why: null } look, Report.Committed.Target: { } by } || Volatile.Read(ref _disposed) == 1)
        {
            return;
        }

        if (!_places.Wait(0, CancellationToken.None))
        {
            Count("skipped");
            return;
        }

        var entry = new SemanticEntry { Key = key.Hash, Scope = look.Scope, Marks = look.Marks, Until = until, Owner = exchange.Owner, Judge = look.Judge?.Deployment.Name };
        _ = LearnAsync(look, entry, by);
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
            // What is lost is a check.
        }
    }

    private SemanticLook Begin(Exchange exchange, SemanticTargets who)
    {
        var (inquiry, options) = (exchange.Inquiry, exchange.Route!.Options.Cache!.Semantic!);
        var body = inquiry.Body!.Bytes;
        var coverage = new JsonCoverage();
        if (inquiry.Errand is not null || body.Length > MaxBody || inquiry.Dialect.ReadRequest(body, inquiry.Named, coverage).Value is not { } asked || SingleTurn.Of(asked) is not { } text)
        {
            return new SemanticLook { Why = "not one question in words" };
        }

        if (text.Length > Embedder.MaxText)
        {
            return new SemanticLook { Why = $"longer than {Embedder.MaxText} characters" };
        }

        if (!exchange.Eligibility.Allows(who.Embedder))
        {
            return new SemanticLook { Why = $"the embedder may not see it: {string.Join("; ", exchange.Eligibility.Reasons(who.Embedder))}" };
        }

        var cost = Embedder.CostNano(who.Embedder, text, inquiry.At);
        if (cost is null && exchange.Caller.RefusesUnpriced(exchange.Rules.Budgets))
        {
            return new SemanticLook { Why = "the embedder has no known price, and the key has a budget" };
        }

        var route = cache.Of(exchange.Route.Name, options);
        if (route.Pause.IsOn || who.Embedder.IsCooling)
        {
            return new SemanticLook { Why = "the embedder does not answer" };
        }

        if (ScopeOf(exchange, asked, coverage, who.Embedder) is not { } scope)
        {
            return new SemanticLook { Why = "its settings cannot be compared" };
        }

        route.Looked();
        return new SemanticLook
        {
            Route = route,
            Scope = scope,
            Marks = PromptMarks.Of(text),
            Epoch = route.Proof.Epoch,
            CostNano = cost,
            Judge = who.Judge is { } judge && exchange.Eligibility.Allows(judge) ? judge : null,
            Question = new SideQuestion(exchange.Begun!, inquiry.Dialect, body.ToArray(), inquiry.Named, inquiry.Query, inquiry.Headers, exchange.Purse!.OfOrganisation()) { Text = text },
            Vector = EmbedAsync(route, who.Embedder, text, options.Timeout),
        };
    }

    /// <summary>The key of the same request without its question: tenant, route, class, instructions, settings, and who makes the vectors.</summary>
    private Digest? ScopeOf(Exchange exchange, ChatRequest asked, JsonCoverage coverage, Target embedder)
    {
        var (inquiry, written) = (exchange.Inquiry, new ArrayBufferWriter<byte>(1024));
        var how = new RequestWriting { Model = asked.Model, From = inquiry.Dialect.Name };
        if (inquiry.Dialect.WriteRequest(SingleTurn.Blank(asked), how, written) is not null
            || RequestScan.Read(written.WrittenSpan, inquiry.Dialect.Shape, inquiry.Named).Value is not { } profile
            || keys.Of(CacheAsking.QuestionOf(exchange) with { Body = written.WrittenMemory, Profile = profile }).Key is not { } key)
        {
            return null;
        }

        // What the reader passed over is not written again, and whoever was asked may have heeded it.
        using var unread = new KeyHash();
        UnreadLeaves.Add(inquiry.Body!.Bytes.Span, coverage, unread);
        return Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{key.Hash}\n{unread.Finish()}\n{embedder.Deployment.Name}\n{CachedAnswer.MakerOf(embedder)}"));
    }

    private async Task<float[]?> EmbedAsync(SemanticRoute route, Target embedder, string text, TimeSpan limit)
    {
        try
        {
            var vector = await Embedder.AskAsync(embedder, text, limit, time, CancellationToken.None);
            route.Pause.Take(vector is not null);
            return vector;
        }
        catch (Exception bug)
        {
            // The request goes on without it. The message is not logged, it may hold a caller's words.
            Log.Bug(logger, "embedding", bug.GetType().Name, bug.StackTrace ?? "");
            return null;
        }
    }

    private Neighbour? Near(SemanticLook look, float[] vector, Digest but)
    {
        var near = cache.Find(look.Scope, vector, look.Marks, but, out var differs);
        (look.Similarity, look.Differs) = (near?.Similarity ?? look.Similarity, differs);
        return near;
    }

    /// <summary>The answer of a question that was found; where it is gone the question goes too.</summary>
    private async ValueTask<CachedAnswer?> AnswerOfAsync(SemanticEntry entry, CancellationToken cancel)
    {
        var answer = await answers.FindAsync(new CacheKey(entry.Key), cancel);
        if (answer is null)
        {
            cache.Forget(entry.Key);
        }

        return answer;
    }

    private async Task LearnAsync(SemanticLook look, SemanticEntry entry, Target by)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // the caller's thread goes on at once
        try
        {
            // The cache's own copy: the bytes that went to the caller are gone by now.
            if (await look.Vector is not { } vector || await answers.FindAsync(new CacheKey(entry.Key), CancellationToken.None) is not { } fresh || AnswerText.Of(fresh) is not { } text)
            {
                return;
            }

            var near = Near(look, vector, entry.Key);
            if (near is not null || look.Differs is not null)
            {
                look.Route!.FoundSimilar(near is null);
            }

            cache.Keep(entry, vector);
            if (near is { } older && await AnswerOfAsync(older.Entry, CancellationToken.None) is { } answer && AnswerText.Of(answer) is { } before)
            {
                await CheckAsync(look, older, before, text, by);
            }
        }
        catch (Exception bug)
        {
            Log.Bug(logger, "check", bug.GetType().Name, bug.StackTrace ?? "");
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task CheckAsync(SemanticLook look, Neighbour older, string before, string fresh, Target by)
    {
        var route = look.Route!;
        bool wrong;
        if (older.Similarity < route.Proof.MinSimilarity)
        {
            // For the curve alone: nothing is asked for it.
            wrong = !Caching.Semantic.Agreement.AnswerAgreement.Compare(before, fresh, route.Noise.Threshold).Same;
        }
        else
        {
            var question = look.Question!;
            var judge = look.Judge is { } one && older.Entry.Judge == one.Deployment.Name ? one : null;
            var check = new SemanticCheck(
                route,
                () => aside.AskAsync(question, LedgerRow.Shadow, by),
                judge is null ? null : async (first, second) => JudgeQuestion.Read(await aside.AskAsync(question.ForJudge(judge.Deployment.Upstream, first, second), LedgerRow.Judge, judge)));
            wrong = await check.IsWrongAsync(before, fresh, dice.NextDouble());
        }

        var change = route.Check(older.Similarity, wrong, look.Epoch);
        Count(wrong ? "false" : "right");
        if (change is ProofChange.Opened or ProofChange.Closed or ProofChange.BeganAnew)
        {
            Log.Changed(logger, route.Name, change, route.Proof.Text);
        }
    }

    private void Count(string what) => meters.Semantic.Add(1, new KeyValuePair<string, object?>("bascule.semantic.outcome", what));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Semantic cache, {What}: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, string what, string type, string stack);

        [LoggerMessage(2, LogLevel.Information, "Route {Route}: similar questions, {Change}: {State}")]
        public static partial void Changed(ILogger logger, string route, ProofChange change, string state);
    }
}
