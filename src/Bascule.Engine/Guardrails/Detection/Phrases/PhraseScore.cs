namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>Phrases of injection and jailbreak.</summary>
internal static class PhraseScore
{
    public static void Find(Hunt hunt)
    {
    }
}
