namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>Concepts in a row, how many words may stand between two of them, and how much that weighs.</summary>
internal readonly record struct Pattern(Kinds Kind, int Weight, int Gap, Concepts[] Row)
{
    public Concepts Last => Row[^1];
}
