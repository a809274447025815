using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Finds what a rule forbids in a piece of an answer.</summary>
public interface IAnswerFinder
{
    /// <summary>Adds what is found, in order and without overlaps.</summary>
    void Find(ReadOnlySpan<byte> text, List<Finding> found);
}

/// <summary>One guardrail on answers, compiled.</summary>
/// <param name="Name">As the operator calls it.</param>
public sealed record OutputRule(string Name, GuardrailAction Action, IAnswerFinder Finder);
