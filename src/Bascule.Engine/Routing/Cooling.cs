using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Routing;

/// <summary>Puts the candidates that are not well behind the others, the least bad of them first. Nobody is left out: when nobody is well, somebody is asked all the same.</summary>
internal static class Cooling
{
    /// <summary>Changes the order, and says who was put last and why.</summary>
    public static IReadOnlyList<Cooled> PutLast(List<Target> order)
    {
        List<Cooled>? cooled = null;
        foreach (var target in order)
        {
            if (target.IsCooling && target.Ailments() is { Count: > 0 } ailments)
            {
                (cooled ??= []).Add(new Cooled(target, ailments));
            }
        }

        AddOutliers(order, ref cooled);
        if (cooled is null)
        {
            return [];
        }

        // OrderBy is stable: among equals the strategy's order stays.
        IReadOnlyList<Cooled> last = [.. cooled.OrderBy(one => one.Ailments.Max(ailment => ailment.Rank)).ThenBy(one => one.Ailments.Max(ailment => ailment.Left))];
        order.RemoveAll(target => last.Any(one => ReferenceEquals(one.Target, target)));
        order.AddRange(last.Select(one => one.Target));
        return last;
    }

    /// <summary>Of all candidates at most half are put last because others do better: what is left must carry the load.</summary>
    private static void AddOutliers(List<Target> order, ref List<Cooled>? cooled)
    {
        var most = (order.Count / 2) - (cooled?.Count ?? 0);
        if (most <= 0 || !order.Exists(static target => target.State.Breaker.MayBeOutlier))
        {
            return;
        }

        var recent = order.ConvertAll(static target => target.State.Breaker.Recent);
        foreach (var index in Outliers.Find(recent, order.Count))
        {
            var target = order[index];
            if (most > 0 && cooled?.Exists(one => ReferenceEquals(one.Target, target)) != true)
            {
                most--;
                (cooled ??= []).Add(new Cooled(target, [new Ailment(AilmentRank.Outlier, TimeSpan.Zero, $"{recent[index].ErrorRate * 100:0} % of {recent[index].Ended} attempts failed within a minute, far more than elsewhere")]));
            }
        }
    }
}

/// <summary>A candidate that is asked last, and why.</summary>
public sealed record Cooled(Target Target, IReadOnlyList<Ailment> Ailments);
