using System.Runtime.InteropServices;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>Puts findings in order and leaves no two that overlap.</summary>
internal static class Settling
{
    /// <summary>Settles the findings from <paramref name="first"/> on. The stronger kind keeps its bytes, a weaker one what is left of it; equal kinds become one.</summary>
    public static void Settle(List<Finding> found, int first)
    {
        if (found.Count - first < 2)
        {
            return;
        }

        var span = CollectionsMarshal.AsSpan(found)[first..];
        span.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : KindNames.Rank(a.Kind).CompareTo(KindNames.Rank(b.Kind)));
        var kept = 0;
        foreach (var next in span)
        {
            Push(span, ref kept, next);
        }

        CollectionsMarshal.SetCount(found, first + kept);
    }

    private static void Push(Span<Finding> span, ref int kept, Finding next)
    {
        while (kept > 0 && next.Start < span[kept - 1].End)
        {
            ref var top = ref span[kept - 1];
            if (top.Kind == next.Kind)
            {
                next = new Finding(next.Kind, Math.Min(top.Start, next.Start), Math.Max(top.End, next.End) - Math.Min(top.Start, next.Start));
                kept--;
            }
            else if (KindNames.Rank(next.Kind) < KindNames.Rank(top.Kind))
            {
                if (next.Start > top.Start)
                {
                    top = top with { Length = next.Start - top.Start };
                    break;
                }

                kept--;
            }
            else if (next.End <= top.End)
            {
                return;
            }
            else
            {
                next = new Finding(next.Kind, top.End, next.End - top.End);
            }
        }

        span[kept++] = next;
    }
}
