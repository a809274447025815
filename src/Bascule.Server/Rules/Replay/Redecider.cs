using System.Buffers.Binary;
using Bascule.Engine;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Errands;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Strategies;

namespace Bascule.Server.Rules.Replay;

/// <summary>Decides recorded requests by other rules, with the actors of the journey. Everybody is well, and nobody is asked.</summary>
/// <param name="open">No key is asked for.</param>
internal sealed class Redecider(Rulebook rules, PastAnswers past, bool open)
{
    /// <summary>Errors that the steps below decide; who was stopped by another one then might be again.</summary>
    private static readonly string[] DecidedHere = ["policy_refused", "data_class_refused", "unpriced", "no_candidate", "not_offered"];

    private static readonly Errand[] Errands = [.. ErrandSet.Addressed, ErrandSet.GeminiEmbed, ErrandSet.GeminiCount];

    private readonly Dictionary<string, Caller> _keys = rules.Keys.Keys.ToDictionary(key => key.Name, key => new Caller(key), StringComparer.Ordinal);

    public Redecision Decide(RecordedRequest request)
    {
        var row = request.Row;
        var stored = row.Key is { } name && !_keys.ContainsKey(name) && row.KeyId?.StartsWith(KeyOptions.FilePrefix, StringComparison.Ordinal) == false;
        return CallerOf(request, stored) is { } caller
            ? Decide(request, caller) with { OfStoredKey = stored }
            : new Redecision(Outcome.Refused) { Why = row.Key is null ? "missing_api_key" : "invalid_api_key" };
    }

    private Redecision Decide(RecordedRequest request, Caller caller)
    {
        var row = request.Row;
        if (caller.Key?.Expires is { } end && end <= row.At)
        {
            return new Redecision(Outcome.Refused) { Why = "expired_api_key" };
        }

        var resolved = rules.Routes.Resolve(request.Model, (name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute));
        if (resolved.Value is not { } route)
        {
            return new Redecision(resolved.Failure!.Blame == Blame.Policy ? Outcome.Refused : Outcome.UnknownModel) { Why = resolved.Failure.Code };
        }

        var dataClass = Screen.Classify(caller.Key?.DataClass, route.Options.DataClass, row.DataClass);
        if (Arbiter.Judge(dataClass, caller.Key?.MaxDataClass) is { } above)
        {
            return new Redecision(Outcome.Refused) { Why = above.Code };
        }

        var errand = request.Errand is { } asked ? Array.Find(Errands, known => known.Name == asked && known.Caller == row.DialectIn) ?? Array.Find(Errands, known => known.Name == asked) : null;
        if (errand is null && request.Errand is not null)
        {
            return Redecision.Undecided($"the row says it was {request.Errand}, which is not known here");
        }

        string? missing = null;
        var facts = new RequestFacts
        {
            Id = row.Id,
            At = row.At,
            Key = caller.Key?.Name,
            Team = caller.Key?.Team,
            Tier = caller.TierOf(request.Tier),
            Session = request.Session,
            Tags = caller.TagsOf(row.Tags),
            DataClass = dataClass,
            Has = request.Has,
            InputTokens = request.InputTokens,
            HeaderOf = header =>
            {
                if (request.Headers.TryGetValue(header, out var value) || past.Kept(row, header))
                {
                    return value;
                }

                missing ??= header;
                return null;
            },
        };
        Func<Target, string?>? unable = errand is null ? null : target => ErrandFit.Why(errand, route.Candidates, target);
        var eligibility = rules.Arbiter.For(facts);
        var occasion = new Occasion(new RequestProfile { EstimatedInputTokens = request.InputTokens }, caller.Tenant, request.Session, row.At, DiceOf(row.Id), IsRehearsal: true);
        var plan = Planner.Plan(route, facts, occasion, Unpriced.Besides(errand is not { IsFree: true } && caller.RefusesUnpriced(rules.Budgets), row.At, unable), eligibility);
        if (missing is not null)
        {
            return Redecision.Undecided($"a rule reads the header '{missing}', which was not kept");
        }

        if ((Unpriced.NobodyLeft(plan) ?? plan.Failure) is { } failure)
        {
            return failure.Blame == Blame.Policy
                ? new Redecision(Outcome.Refused) { Why = failure.Code, Policies = failure.Code == "policy_refused" ? new([.. eligibility.Against(plan.Candidates.Select(candidate => candidate.Target))]) : [] }
                : new Redecision(Outcome.NoCandidate) { Why = failure.Code };
        }

        if (request.First is null && row.Error is { } error && !DecidedHere.Contains(error))
        {
            return Redecision.Undecided($"it was stopped then before anybody was asked ({error})");
        }

        return new Redecision(request.First == plan.Order[0].Deployment.Name ? Outcome.Same : Outcome.Another)
        {
            To = plan.Order[0], Route = route.Name, Live = plan.Order.Count > 1 ? LiveOf(route, request.Session) : null,
        };
    }

    /// <summary>Null: the key does not count any more, or none was sent and one is needed.</summary>
    private Caller? CallerOf(RecordedRequest request, bool stored)
    {
        var row = request.Row;
        if (open)
        {
            return Caller.Anonymous;
        }

        return row.Key is not { } name ? null
            : _keys.TryGetValue(name, out var known) ? known
            : stored ? new Caller(new KeyOptions { Id = row.KeyId!, Name = name, Sha256 = "", Team = row.Team, Routes = new(["*"]) })
            : null;
    }

    /// <summary>What only a running gateway knows, or chance.</summary>
    private static string? LiveOf(Route route, string? session) => route.Options.Strategy switch
    {
        "least-busy" or "fastest" or "cheapest" => route.Options.Strategy,
        "weighted" when session is null => "weighted",
        _ => null,
    };

    /// <summary>The same for the same request, so that a replay can be repeated.</summary>
    private static Random DiceOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
    }
}
