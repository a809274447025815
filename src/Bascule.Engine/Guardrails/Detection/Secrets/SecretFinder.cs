namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Keys of vendors, by the run of characters that they are.</summary>
internal static class SecretFinder
{
    public static int Find(Hunt hunt, int start) => start + RunMask.Length;
}
