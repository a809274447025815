namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Digits that stand together, and what parts them from those before: the weightiest of the signs between, 0 for the first.</summary>
internal readonly record struct Group(int Start, int Length, byte Separator)
{
    public int End => Start + Length;
}
