namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Numbers that mean somebody, from the first digit of each.</summary>
internal static class NumberFinder
{
    public static int Find(Hunt hunt, int at) => at + 1;
}
