using Bascule.Engine.Policy;
using Bascule.Engine.Access;
using Bascule.Engine.Resilience.Errands;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Masking;
using Bascule.Engine.Ingress;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Ledger.Content;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing;
using Bascule.Engine.Keeping;
using Bascule.Engine.Steps;

namespace Bascule.Engine;

/// <summary>What one request accumulates on its way. Only <see cref="Journey"/> and its steps write it.</summary>
internal sealed class Exchange(Inquiry inquiry, Rulebook rules)
{
    public Inquiry Inquiry => inquiry;

    public Rulebook Rules => rules;

    public Caller Caller { get; set; } = Caller.Anonymous;

    public Admission? Admission { get; set; }

    /// <summary>Whose money it is; null before it has a row.</summary>
    public Purse? Purse { get; set; }

    public Route? Route { get; set; }

    public DataClass DataClass { get; set; } = DataClass.Internal;

    /// <summary>Its part in a kept conversation, or null.</summary>
    public OpenTurn? Turn { get; set; }

    /// <summary>What the guardrails found in it; null: none looks at it.</summary>
    public Screened? Screened { get; set; }

    /// <summary>What stands behind its placeholders, and how many guardrails have masked it; null: none had anything to mask.</summary>
    public (Vault? Vault, int Guardrails) Masked { get; set; }

    /// <summary>What guards its answers; null: nothing needs to.</summary>
    public CallGuard? Guard { get; set; }

    /// <summary>Its place in its conversation, as far as prompt caches go; null: nothing is remembered of it.</summary>
    public PromptCare? Prompt { get; set; }

    /// <summary>What is remembered of the caller's body as it came.</summary>
    public RequestTrace Traced { get; set; }

    /// <summary>What rules may read of it.</summary>
    public RequestFacts Facts { get; set; }

    /// <summary>Who may see it.</summary>
    public Eligibility Eligibility { get; set; } = Eligibility.Open;

    public RoutePlan? Plan { get; set; }

    /// <summary>What the cache has to do with it; null: nothing.</summary>
    public Recall? Recall { get; set; }

    /// <summary>Whose words it brings and gets.</summary>
    public WordOwner Owner => new(Caller.Key?.Id, inquiry.Session, Caller.TagsOf(inquiry.Tags));

    /// <summary>What the semantic cache has to do with it; null: nothing.</summary>
    public SemanticLook? Semantic { get; set; }

    /// <summary>What was spent on it beside its attempts, in nano-dollars.</summary>
    public long BesidesNano => (Screened?.CostNano ?? 0) + (Guard?.Notes?.CostNano ?? 0) + (Semantic?.CostNano ?? 0);

    /// <summary>The row as it was begun.</summary>
    public LedgerRow? Begun { get; set; }

    public Receipt? Receipt { get; set; }

    public CallReport Report { get; } = new();

    /// <summary>Whether turns of a class may be kept on its route: confidential ones only where every candidate stands on one's own ground.</summary>
    public bool MayKeep(DataClass dataClass) => dataClass < DataClass.Confidential || Route!.Candidates.All(target => target.Provider.Options.Hosting == "self");

    /// <summary>Why a candidate cannot be asked for this; null: all can.</summary>
    public Func<Target, string?>? Unfit => Unpriced.Besides(inquiry.Errand is not { IsFree: true } && Caller.RefusesUnpriced(rules.Budgets), inquiry.At, Unable);

    /// <summary>Why a candidate cannot do what is asked; null: all can.</summary>
    private Func<Target, string?>? Unable => (inquiry.Errand, Turn?.Pinned) switch
    {
        ({ } errand, _) => target => ErrandFit.Why(errand, Route!.Candidates, target),
        (_, { } pinned) => target => target.Deployment.Name == pinned ? null : "does not know the response to go on from",
        _ => null,
    };

    /// <summary>The row of a request that has reached policy.</summary>
    /// <param name="hashUser">Hides an end user's id.</param>
    public LedgerRow ToBegunRow(Func<string, string> hashUser) => new()
    {
        Id = inquiry.Id,
        At = inquiry.At,
        Key = Caller.Key?.Name,
        KeyId = Caller.Key?.Id,
        Team = Caller.Key?.Team,
        Tags = Facts.Tags,
        Route = Route!.Name,
        DialectIn = inquiry.Dialect.Name,
        Stream = inquiry.Profile!.Stream,
        DataClass = DataClass,
        User = inquiry.Profile.User is { Length: > 0 } user ? hashUser(user) : null,
        CallerRequestId = inquiry.CallerRequestId,
        Profile = inquiry.TextOf(Facts, Route.Named),
        ConfigVersion = rules.Version,
    };
}
