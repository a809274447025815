namespace Bascule.Engine.Access;

/// <summary>When a gateway may do without keys.</summary>
public static class KeyRingRules
{
    /// <summary>Without keys it serves only while every listener is loopback.</summary>
    /// <param name="auth"><c>keys</c>, <c>none</c> or null: none while there is no key.</param>
    /// <param name="keys">How many there are in file and database; null: nobody can tell now, so there may be some.</param>
    /// <param name="loopback">Every listener is this machine's own.</param>
    public static bool MayServe(string? auth, int? keys, bool loopback) => loopback || !IsOpen(auth, keys);

    /// <summary>No key is asked for.</summary>
    public static bool IsOpen(string? auth, int? keys) => (auth ?? (keys == 0 ? "none" : "keys")) == "none";
}
