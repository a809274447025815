using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Masking;
using Bascule.Engine.Guardrails.Remote;
using Bascule.Engine.Ingress;
using Bascule.Engine.Keeping;
using Bascule.Engine.Limits;
using Bascule.Engine.Policy;

namespace Bascule.Engine.Steps;

/// <summary>Step 2 of the journey: what the guardrails find in a request's words, and what is masked of them.</summary>
public sealed class WordsStep(TokenEstimator tokens, TimeProvider time)
{
    /// <summary>Reads the words where guardrails are there to read them: they can raise the class, and only raise it.</summary>
    internal static void Look(Exchange exchange)
    {
        var inquiry = exchange.Inquiry;
        exchange.DataClass = Classify(exchange, exchange.Turn?.DataClass);
        exchange.Facts = inquiry.FactsOf(exchange.Caller, exchange.DataClass);
        exchange.Screened = exchange.Rules.Screen.Look(exchange.Facts, inquiry.Body!.Bytes.Span, inquiry.Form?.Boundary, inquiry.Query);
        if (exchange.Screened?.DataClass > exchange.DataClass)
        {
            exchange.DataClass = exchange.Screened.DataClass;
            exchange.Facts = exchange.Facts with { DataClass = exchange.DataClass };
        }
    }

    /// <summary>Puts placeholders into the body before any byte of it leaves; once more where a remote guardrail has raised the class and others look at it now.</summary>
    internal Failure? Mask(Exchange exchange)
    {
        var (inquiry, (vault, from)) = (exchange.Inquiry, exchange.Masked);
        var failure = MaskingGuards.Mask(exchange.Screened, from, vault, inquiry.Body!.Bytes, inquiry.Profile!, inquiry.Form is not null, inquiry.Query, out var masked);
        exchange.Masked = (masked?.Vault ?? vault, exchange.Screened?.Verdicts.Count ?? 0);
        if (failure is not null || masked is null)
        {
            return failure;
        }

        var refused = inquiry.Replace(masked.Body);
        if (refused is null && inquiry.Errand is null or { WriteCount: not null })
        {
            inquiry.Profile!.EstimatedInputTokens = tokens.Estimate(null, inquiry.Profile);
        }

        return refused;
    }

    /// <summary>The guardrails that live elsewhere: asked among the allowed, and policy once more where one has raised the class.</summary>
    internal async Task<Failure?> AskGuardsAsync(Exchange exchange)
    {
        var (inquiry, rules) = (exchange.Inquiry, exchange.Rules);
        using (exchange.Report.Wait(time))
        {
            exchange.Screened = await new RemoteScreen(rules.Screen, rules.Arbiter, time).AskAsync(exchange.Screened, exchange.Facts, inquiry.Body!.Bytes, inquiry.Form?.Boundary, inquiry.Query, () => inquiry.Timeout - time.GetElapsedTime(inquiry.Came), inquiry.Left);
        }

        if (exchange.Screened?.DataClass > exchange.DataClass)
        {
            exchange.DataClass = exchange.Screened.DataClass;
            exchange.Facts = exchange.Facts with { DataClass = exchange.DataClass };
            exchange.Begun = exchange.Begun! with { DataClass = exchange.DataClass };
            exchange.Eligibility = rules.Arbiter.For(exchange.Facts);
            if (exchange.Turn is { } turn && !exchange.MayKeep(exchange.DataClass) && Unkeep(inquiry, turn) is { } unkept)
            {
                return unkept;
            }
        }

        return exchange.Screened?.Refusal ?? Arbiter.Judge(exchange.DataClass, exchange.Caller.Key?.MaxDataClass);
    }

    private static Failure? Unkeep(Inquiry inquiry, OpenTurn turn) =>
        TurnKeeper.Unkeep(turn, inquiry.Body!.Bytes, inquiry.Profile!, out var rewritten) ?? (rewritten is null ? null : inquiry.Replace(rewritten));

    /// <summary>The class that key, route and caller say, or that of what was said before, where it is higher.</summary>
    internal static DataClass Classify(Exchange exchange, DataClass? before)
    {
        var said = Screen.Classify(exchange.Caller.Key?.DataClass, exchange.Route!.Options.DataClass, exchange.Inquiry.DataClass);
        return before > said ? before.Value : said;
    }
}
