using Bascule.Engine.Conversation;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Guardrails.Remote;

/// <summary>Asks the guardrails that live elsewhere, each only where policy lets it see this request. What they add can only raise the class.</summary>
/// <param name="screen">The local ones look again where the class has risen.</param>
/// <param name="arbiter">Who may see what: asked anew after each rise.</param>
public sealed class RemoteScreen(Screen screen, Arbiter arbiter, TimeProvider time)
{
    /// <summary>Asks them one after the other, in the config's order: each is judged by the class that those before it have left.</summary>
    /// <param name="screened">What the local ones found, or null.</param>
    /// <param name="facts">The request's, with the class it has by now.</param>
    /// <param name="body">Good until this ends.</param>
    /// <param name="left">What is left of the caller's time; null: he set no limit.</param>
    /// <returns>What is known by now; where somebody remains to be asked, the body is to be masked first.</returns>
    public async Task<Screened?> AskAsync(Screened? screened, RequestFacts facts, ReadOnlyMemory<byte> body, string? boundary, string query, Func<TimeSpan?> left, CancellationToken cancel)
    {
        RemoteTexts? texts = null;
        while (screen.NextToAsk(screened, facts) is { } guardrail)
        {
            screened ??= new Screened(facts.DataClass);
            var verdict = screened.Open(guardrail);
            if (!arbiter.For(facts).Allows(guardrail.Target!))
            {
                NotAllowed(screened, verdict);
            }
            else
            {
                texts ??= RemoteTexts.Of(body.Span, boundary, query);
                if (await RemoteGuard.AskAsync(verdict, texts, "input", time, left(), cancel) is { } trouble)
                {
                    if (cancel.IsCancellationRequested)
                    {
                        screened.Refuse(new Failure(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection."));
                    }

                    Miss(screened, guardrail, new Failure(Blame.Gateway, FailureKind.Draining, "guardrail_unavailable", $"The guardrail '{guardrail.Name}' must be asked and has not judged this request: {trouble}."));
                }
            }

            screened.Settle(verdict);
            if (screened.Refusal is not null)
            {
                return screened;
            }

            if (screened.DataClass > facts.DataClass)
            {
                facts = facts with { DataClass = screened.DataClass };
                var had = screened.Verdicts.Count;
                screened = screen.Look(facts, body.Span, boundary, query, screened)!;
                facts = facts with { DataClass = screened.DataClass };
                if (screened.Verdicts.Skip(had).Any(one => one.Guardrail.Options.Action == GuardrailAction.Mask))
                {
                    return screened;    // the next one is asked with placeholders
                }
            }
        }

        return screened;
    }

    /// <summary>Says which would be asked; nobody is.</summary>
    public Screened? Rehearse(Screened? screened, in RequestFacts facts)
    {
        while (screen.NextToAsk(screened, facts) is { } guardrail)
        {
            var verdict = (screened ??= new Screened(facts.DataClass)).Open(guardrail);
            if (arbiter.For(facts).Allows(guardrail.Target!))
            {
                verdict.Outcome = "would be asked";
            }
            else
            {
                NotAllowed(screened, verdict);
            }
        }

        return screened;
    }

    private static void NotAllowed(Screened screened, Verdict verdict)
    {
        verdict.Outcome = "not asked: policy does not let it see this request";
        Miss(screened, verdict.Guardrail, new Failure(Blame.Policy, FailureKind.Forbidden, "guardrail_not_allowed", $"The guardrail '{verdict.Guardrail.Name}' must be asked, and policy does not let it see this request."));
    }

    /// <summary>One that is required and has not judged refuses; another is passed over, which its outcome says.</summary>
    private static void Miss(Screened screened, Guardrail guardrail, Failure failure)
    {
        if (guardrail.Options.Required)
        {
            screened.Refuse(failure);
        }
    }
}
