namespace Bascule.Server.Keys;

/// <summary>What came of an act: the key as it is now, and its new secret where one was made.</summary>
internal sealed record KeyAct(StoredKey Key, string? Secret = null);
