namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>Concepts in a row, how much that weighs, and how many words may stand between the first two (<paramref name="Gap"/>) and the others (<paramref name="Inner"/>): who is told to ignore is told what, in one breath.</summary>
internal readonly record struct Pattern(Kinds Kind, int Weight, int Gap, Concepts[] Row, int Inner = 3)
{
    public Concepts Last => Row[^1];
}
