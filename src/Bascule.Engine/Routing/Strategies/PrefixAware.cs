using Bascule.Engine.Limits;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Prompts;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>
/// For replicas of one model on one's own machines: whoever should have the longest beginning of the prompt in its cache goes first, but never more than a quarter above its share of all requests under way
/// (consistent hashing with bounded loads), so that one beginning which all share does not overload one replica. Else the least busy; among equals each prompt's beginning has an order of its own, the same on every
/// gateway. Candidates of another model follow as they are written.
/// </summary>
internal sealed class PrefixAware : IStrategy
{
    /// <summary>How far above its share of the requests under way one may go for the sake of its cache.</summary>
    private const double Slack = 1.25;

    /// <summary>So many of its places are never too many: an engine computes them together, and shares are not worth keeping to among few.</summary>
    private const double Few = 1.0 / 8;

    public string Name => "prefix";

    public bool HoldsItsOrder => true;

    public bool ReadsPrompts => true;

    public Ranking? Order(List<Target> candidates, in Occasion occasion)
    {
        var blocks = occasion.Prompt?.Blocks ?? [];
        var replicas = candidates.FindAll(target => IsReplicaOf(candidates[0], target));
        var total = replicas.Sum(static target => target.State.InFlight + target.State.Gate.Waiting);
        var share = Math.Ceiling((total + 1) * Slack / replicas.Count);
        var (scores, seed) = (new Score[candidates.Count], blocks.Length > 0 ? blocks[0] : 0);
        var ranked = replicas.ConvertAll(target => (
            Target: target,
            Blocks: target.State.Blocks.Match(blocks),
            IsFree: target.State.InFlight + target.State.Gate.Waiting + 1 <= Math.Max(share, (target.State.Gate.Places ?? AdaptiveLimit.Start) * Few)));
        ranked.Sort((one, other) =>
        {
            var kept = (other.IsFree ? other.Blocks : 0).CompareTo(one.IsFree ? one.Blocks : 0);
            var load = kept != 0 ? kept : one.Target.State.Load.CompareTo(other.Target.State.Load);
            return load != 0 || seed == 0 ? load : SessionDraw.Of(null, seed.ToString("x"), one.Target.Deployment.Name).CompareTo(SessionDraw.Of(null, seed.ToString("x"), other.Target.Deployment.Name));
        });
        candidates.RemoveAll(target => IsReplicaOf(replicas[0], target));
        candidates.InsertRange(0, ranked.Select(one => one.Target));
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = new Score(candidates[i], i < ranked.Count ? ranked[i].Blocks * PromptBlocks.TokensOfBlock : null);
        }

        return new Ranking("tokens of the prompt that should be in its cache, the most first where it has not more than its share of requests, else the least busy", scores);
    }

    private static bool IsReplicaOf(Target first, Target other) => first.Deployment.Model is { } model ? ReferenceEquals(model, other.Deployment.Model) : first.Deployment.Upstream == other.Deployment.Upstream;
}
