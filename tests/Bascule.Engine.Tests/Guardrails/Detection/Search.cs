using System.Text;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Tests.Guardrails.Detection;

/// <summary>Searches a text and tells what was found in its own words.</summary>
internal static class Search
{
    private static readonly DetectorSet Everything = Make([.. DetectorSet.Names]);

    public static DetectorSet Make(params string[] names)
    {
        Assert.True(DetectorSet.TryMake(names, [], out var set, out var error), error);
        return set;
    }

    /// <summary>With all detectors: <c>kind:text</c> of each finding.</summary>
    public static string[] All(string text) => In(Everything, text);

    /// <summary>With one detector: the texts found.</summary>
    public static string[] For(string kind, string text) => [.. In(Make(kind), text).Select(found => found[(kind.Length + 1)..])];

    public static string[] In(DetectorSet set, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Find(set, bytes).Select(f => $"{f.Kind}:{Encoding.UTF8.GetString(bytes, f.Start, f.Length)}")];
    }

    /// <summary>Findings, after it is checked that they stand in the text, in order and apart.</summary>
    public static List<Finding> Find(DetectorSet set, byte[] text)
    {
        var found = new List<Finding>();
        set.Find(text, found);
        var end = 0;
        foreach (var finding in found)
        {
            Assert.True(finding.Start >= end && finding.Length > 0 && finding.End <= text.Length, $"{finding} after {end} in {text.Length} bytes");
            end = finding.End;
        }

        return found;
    }
}
