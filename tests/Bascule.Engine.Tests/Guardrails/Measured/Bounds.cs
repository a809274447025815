using Bascule.Engine.Tests.Guardrails.Labelled;

namespace Bascule.Engine.Tests.Guardrails.Measured;

/// <summary>What the detectors are held to, and what is known to lie below it.</summary>
internal static class Bounds
{
    public const double Precision = 0.95;

    /// <summary>Phrases can be worded without end: no bound is promised, only that it gets no worse.</summary>
    public const double Attacks = 0.34;

    // What does not reach its bound yet may get no worse, and leaves this list when it does.
    private static readonly Dictionary<string, (double Recall, double Precision)> Below = new()
    {
        ["dni"] = (0.90, Precision),
        ["insee"] = (0.88, Precision),
        ["nino"] = (0.94, Precision),
        ["ssn"] = (0.96, Precision),
        ["name"] = (0.76, 0.86),
    };

    public static double RecallOf(string kind) => LabelledKinds.Registered.Contains(kind) ? 0.98 : kind is "name" or "phone" ? 0.9 : 0.95;

    public static (double Recall, double Precision) HeldTo(string kind) => Below.GetValueOrDefault(kind, (RecallOf(kind), Precision));

    public static bool Reaches(Score score) => score.Recall >= RecallOf(score.Kind) && score.Precision >= Precision;

    public static bool IsBelow(string kind) => Below.ContainsKey(kind);
}
