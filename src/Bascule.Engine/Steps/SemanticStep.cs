using System.Buffers;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Reading;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Steps;

/// <summary>The second half of step 5: a question that means the same as one that was answered, where the route has proved that it may be trusted with that.</summary>
public sealed partial class SemanticStep(SemanticCache cache, AnswerCache answers, CacheKeys keys, GatewayMeters meters, Random dice, TimeProvider time, ILogger<SemanticStep> logger)
{
    /// <summary>Looks for the answer to a question that means the same. Null: there is none to be served; what is found out by asking is told to <see cref="SemanticLearning"/>.</summary>
    /// <param name="mayServe">Whether who made it may still answer this request.</param>
    internal async ValueTask<CachedAnswer?> FindAsync(Exchange exchange, Func<CachedAnswer, bool> mayServe)
    {
        if (exchange.Route!.Semantic is not { } who)
        {
            return null;
        }

        var look = exchange.Semantic = Begin(exchange, who);
        if (look is not { Why: null, Route: { } route } || !route.IsOpen)
        {
            return null;    // while it gathers nobody waits for a vector
        }

        float[]? vector;
        using (exchange.Report.Wait(time))
        {
            vector = await look.Vector;
        }

        if (vector is null || look.Near(cache, vector, default) is not { } near || near.Similarity < route.Proof.MinSimilarity || route.IsChecked(dice.NextDouble()))
        {
            return null;
        }

        return await SemanticLearning.AnswerOfAsync(answers, cache, near.Entry, exchange.Inquiry.Left) is { } answer && mayServe(answer) ? answer : null;
    }

    /// <summary>It was served, to whoever looked for it or to one who waited for him.</summary>
    internal void Served(Exchange exchange)
    {
        if (exchange.Semantic?.Route is { } looked)
        {
            looked.Hit();
        }
        else if (exchange.Route!.Options.Cache?.Semantic is { } options)
        {
            var route = cache.Of(exchange.Route.Name, options);
            route.Looked();
            route.Hit();
        }

        meters.Semantic.Add(1, new KeyValuePair<string, object?>("bascule.semantic.outcome", "hit"));
    }

    private SemanticLook Begin(Exchange exchange, SemanticTargets who)
    {
        var (inquiry, options) = (exchange.Inquiry, exchange.Route!.Options.Cache!.Semantic!);
        var coverage = new JsonCoverage();
        if (SemanticBars.TextOf(inquiry.Errand is null ? inquiry.Body!.Bytes : (ReadOnlyMemory<byte>?)null, inquiry.Dialect, inquiry.Named, coverage, out var asked, out var why) is not { } text)
        {
            return new SemanticLook { Why = why };
        }

        var cost = Embedder.CostNano(who.Embedder, text, inquiry.At);
        if (SemanticBars.WhyNot(who.Embedder, exchange.Eligibility, cost, exchange.Caller.RefusesUnpriced(exchange.Rules.Budgets)) is { } barred)
        {
            return new SemanticLook { Why = barred };
        }

        var route = cache.Of(exchange.Route.Name, options);
        if (inquiry.CacheWish == CacheWish.Only && !route.IsOpen)
        {
            return new SemanticLook { Why = SemanticBars.NothingServed };
        }

        if (route.Pause.IsOn || who.Embedder.IsCooling)
        {
            return new SemanticLook { Why = "the embedder does not answer" };
        }

        if (ScopeOf(exchange, asked!, coverage, who.Embedder) is not { } scope)
        {
            return new SemanticLook { Why = "its settings cannot be compared" };
        }

        // Reserved behind all that could throw: only what the look knows is let go again.
        var (marks, judge) = (PromptMarks.Of(text), who.Judge is { } one && exchange.Eligibility.Allows(one) ? one : null);
        var question = new SideQuestion(exchange.Begun!, inquiry.Dialect, inquiry.Body!.Bytes.ToArray(), inquiry.Named, inquiry.Query, inquiry.Headers, exchange.Purse!.OfOrganisation()) { Text = text };
        var at = Treasury.Counted(inquiry.At, time.GetUtcNow());
        if (cost > 0 && !exchange.Purse.TryReserve(cost.Value, at))
        {
            return new SemanticLook { Why = SemanticBars.Poor };
        }

        route.Looked();
        return new SemanticLook
        {
            Route = route,
            Scope = scope,
            Marks = marks,
            Epoch = route.Proof.Epoch,
            CostNano = cost,
            ReservedAt = at,
            Judge = judge,
            Question = question,
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
            Log.Bug(logger, bug.GetType().Name, bug.StackTrace ?? "");
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Semantic cache, embedding: a bug, {Type} at {Stack}")]
        public static partial void Bug(ILogger logger, string type, string stack);
    }
}
