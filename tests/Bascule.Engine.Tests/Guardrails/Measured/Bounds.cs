using Bascule.Engine.Tests.Guardrails.Labelled;

namespace Bascule.Engine.Tests.Guardrails.Measured;

/// <summary>What the detectors are held to.</summary>
internal static class Bounds
{
    public const double Precision = 0.95;

    /// <summary>Phrases can be worded without end: no bound is promised, only that it gets no worse.</summary>
    public const double Attacks = 0.8;

    public static double RecallOf(string kind) => LabelledKinds.Registered.Contains(kind) ? 0.98 : kind is "name" or "phone" ? 0.9 : 0.95;
}
