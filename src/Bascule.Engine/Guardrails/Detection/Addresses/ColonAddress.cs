namespace Bascule.Engine.Guardrails.Detection.Addresses;

/// <summary>IPv6 and MAC addresses, around a colon.</summary>
internal static class ColonAddress
{
    public static void Find(Hunt hunt, int at)
    {
    }
}
