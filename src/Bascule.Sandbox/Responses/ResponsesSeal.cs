using System.Text;
using Bascule.Sandbox.Anthropic;

namespace Bascule.Sandbox.Responses;

/// <summary>Reasoning as it travels closed: readable to nobody but the vendor, who knows its own again.</summary>
internal static class ResponsesSeal
{
    private const string Prefix = "gAAAAAB";

    public static string Close(string reasoning) => $"{Prefix}{Convert.ToBase64String(Encoding.UTF8.GetBytes(reasoning))}.{Signatures.Sign(reasoning)}";

    public static bool IsOurs(string closed)
    {
        var dot = closed.LastIndexOf('.');
        if (dot < 0 || !closed.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = new byte[closed.Length];
        return Convert.TryFromBase64String(closed[Prefix.Length..dot], bytes, out var length) && Signatures.Accepts(Encoding.UTF8.GetString(bytes, 0, length), closed[(dot + 1)..]);
    }
}
