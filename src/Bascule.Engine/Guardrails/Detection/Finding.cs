namespace Bascule.Engine.Guardrails.Detection;

/// <summary>A place in a text that a detector names: bytes of the UTF-8 that was given.</summary>
/// <param name="Kind">As the config names it: <c>email</c>, <c>card</c>, or the name of a custom detector.</param>
public readonly record struct Finding(string Kind, int Start, int Length)
{
    public int End => Start + Length;
}
