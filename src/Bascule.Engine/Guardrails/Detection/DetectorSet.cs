using System.Diagnostics.CodeAnalysis;
using Bascule.Engine.Guardrails.Detection.Normal;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>The detectors that one guardrail asks for, compiled. Immutable: any number of threads may search with it.</summary>
public sealed class DetectorSet
{
    private readonly Kinds _kinds;
    private readonly CustomDetector[] _custom;

    private DetectorSet(Kinds kinds, CustomDetector[] custom, IReadOnlyList<string> searched) => (_kinds, _custom, Searched) = (kinds, custom, searched);

    /// <summary>The built-in detectors by the names that the config uses.</summary>
    public static IReadOnlyList<string> Names => KindNames.All;

    /// <summary>What this set was asked to find, as asked.</summary>
    public IReadOnlyList<string> Searched { get; }

    /// <summary>Compiles the names, each a built-in detector's or one of the custom ones.</summary>
    /// <param name="error">In the operator's words, where a name is unknown.</param>
    public static bool TryMake(
        IReadOnlyList<string> names, IReadOnlyList<CustomDetector> custom, [NotNullWhen(true)] out DetectorSet? set, [NotNullWhen(false)] out string? error)
    {
        (set, error) = (null, null);
        var kinds = Kinds.None;
        var own = new List<CustomDetector>();
        foreach (var name in names)
        {
            if (KindNames.Find(name) is var kind and not Kinds.None)
            {
                kinds |= kind;
            }
            else if (custom.FirstOrDefault(detector => detector.Name == name) is not { } detector)
            {
                error = $"there is no detector '{name}'; the built-in ones are {string.Join(' ', Names)}";
                return false;
            }
            else if (!own.Contains(detector))
            {
                own.Add(detector);
            }
        }

        set = new DetectorSet(kinds, [.. own], [.. names.Distinct()]);
        return true;
    }

    /// <summary>Adds what is found, in the order of the text and without overlaps. Any bytes may be given: what is no UTF-8 is passed over.</summary>
    /// <param name="text">One decoded text: the escapes of JSON are gone.</param>
    public void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        var first = found.Count;
        if (NormalText.IsPlain(text))
        {
            Search(text, found);
        }
        else
        {
            using var normal = NormalText.Of(text);
            Search(normal.Bytes, found);
            normal.MapBack(found, first);
        }

        Settling.Settle(found, first);
    }

    private void Search(ReadOnlySpan<byte> text, List<Finding> found)
    {
        if (_kinds != Kinds.None)
        {
            Sweep.Run(new Hunt(text, _kinds, found));
        }

        if (_custom.Length > 0)
        {
            CustomSearch.Run(text, _custom, found);
        }
    }
}
