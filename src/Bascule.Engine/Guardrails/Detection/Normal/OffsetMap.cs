using System.Runtime.InteropServices;

namespace Bascule.Engine.Guardrails.Detection.Normal;

/// <summary>Where the bytes of a normalised text came from, as steps: runs that were copied, and units that were replaced as a whole.</summary>
internal sealed class OffsetMap
{
    // One step a change, so its size is bounded by the text's.
    private readonly List<Step> _steps = [];

    public void Straight(int at, int origin) => Put(new Step(at, origin, -1));

    public void Unit(int at, int origin, int originEnd) => Put(new Step(at, origin, originEnd));

    public int Start(int at)
    {
        var step = Find(at);
        return step.OriginEnd < 0 ? step.Origin + at - step.At : step.Origin;
    }

    public int End(int end)
    {
        var step = Find(end - 1);
        return step.OriginEnd < 0 ? step.Origin + end - step.At : step.OriginEnd;
    }

    // What was removed or copied with no length leaves no byte behind: the next step takes its place.
    private void Put(Step step)
    {
        if (_steps.Count > 0 && _steps[^1].At == step.At)
        {
            _steps[^1] = step;
        }
        else
        {
            _steps.Add(step);
        }
    }

    private Step Find(int at)
    {
        var steps = CollectionsMarshal.AsSpan(_steps);
        int low = 0, high = steps.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (steps[middle].At <= at)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return steps[low];
    }

    private readonly record struct Step(int At, int Origin, int OriginEnd);
}
