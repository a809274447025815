using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Finds what a rule forbids in a piece of an answer.</summary>
public interface IAnswerFinder
{
    /// <summary>Adds what is found, in order and without overlaps.</summary>
    void Find(ReadOnlySpan<byte> text, List<Finding> found);
}

/// <summary>What happens to an answer in which a rule finds something.</summary>
public enum OutputAction
{
    /// <summary>It is noted in the row.</summary>
    Flag,

    /// <summary>What was found is left out of it.</summary>
    Mask,

    /// <summary>The caller does not get it.</summary>
    Block,
}

/// <summary>One guardrail on answers, compiled.</summary>
/// <param name="Name">As the operator calls it.</param>
public sealed record OutputRule(string Name, OutputAction Action, IAnswerFinder Finder);
