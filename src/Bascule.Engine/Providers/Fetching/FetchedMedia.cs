namespace Bascule.Engine.Providers.Fetching;

/// <summary>What stood at an address: its type by its first bytes, and all of it.</summary>
public sealed record FetchedMedia(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public bool IsText => MediaType == MediaSniffer.PlainText;

    /// <summary>Made when it is first asked for: passed-through requests need it as bytes only.</summary>
    public string Base64 => field ??= Convert.ToBase64String(Bytes.Span);
}

/// <summary>Why nothing was fetched. Names no reason that would tell what lies on the inside.</summary>
public enum FetchTrouble
{
    None,

    /// <summary>Not public, not there, not in time: nobody outside learns which.</summary>
    NotReached,
    Redirect,
    Status,
    TooLarge,
    WrongContent,
}

/// <summary>What a fetch came to.</summary>
public readonly record struct Fetched(FetchedMedia? Media, FetchTrouble Trouble = FetchTrouble.None, int Status = 0);
