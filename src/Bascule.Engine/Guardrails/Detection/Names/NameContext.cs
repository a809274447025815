namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names by what is said before them.</summary>
internal static class NameContext
{
    public static void Find(Hunt hunt)
    {
    }
}
