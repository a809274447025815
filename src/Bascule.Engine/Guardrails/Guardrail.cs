using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Guardrails;

/// <summary>A guardrail, compiled for one set of rules.</summary>
/// <param name="options">As the operator wrote it.</param>
/// <param name="detectors">What it looks for itself, or null.</param>
/// <param name="target">Whom a remote one asks, or null.</param>
public sealed class Guardrail(GuardrailOptions options, DetectorSet? detectors, Target? target)
{
    public GuardrailOptions Options => options;

    public string Name => options.Name;

    public DetectorSet? Detectors => detectors;

    public Target? Target => target;

    /// <summary>Whether it looks at a request with these facts.</summary>
    public bool Holds(in RequestFacts facts) => options.When is null || options.When.Holds(facts);

    /// <summary>Compiles it. The config's check has refused what cannot be compiled.</summary>
    /// <param name="find">The deployment of a name.</param>
    /// <exception cref="InvalidOperationException">A detector is unknown or a pattern wrong: such a config does not serve.</exception>
    public static Guardrail Make(GuardrailOptions options, Func<string, Target?> find)
    {
        var custom = options.Custom.Select(Custom).ToArray();
        DetectorSet? detectors = null;
        if (options.Detect.Count > 0 && !DetectorSet.TryMake(options.Detect, custom, out detectors, out var error))
        {
            throw new InvalidOperationException(error);
        }

        return new Guardrail(options, detectors, options.Deployment is { } name ? find(name) ?? throw new InvalidOperationException("A guardrail's deployment is not known.") : null);
    }

    /// <summary>The operator's own detectors of one guardrail, without the built-in ones; null: it has none.</summary>
    internal static DetectorSet? Own(GuardrailOptions options) => options.Custom.Count == 0 ? null
        : DetectorSet.TryMake([.. options.Custom.Select(custom => custom.Name)], [.. options.Custom.Select(Custom)], out var set, out var error) ? set : throw new InvalidOperationException(error);

    private static CustomDetector Custom(CustomOptions options) =>
        (options.Regex is { } pattern ? CustomDetector.TryRegex(options.Name, pattern, out var made, out var error) : CustomDetector.TryWords(options.Name, options.Words, out made, out error))
            ? made
            : throw new InvalidOperationException(error);
}
