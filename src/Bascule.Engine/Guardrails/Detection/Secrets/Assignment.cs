namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>What is assigned to a name that says it is secret.</summary>
internal static class Assignment
{
    public static void Find(Hunt hunt, int at)
    {
    }
}
