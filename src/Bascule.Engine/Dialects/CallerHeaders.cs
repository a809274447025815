namespace Bascule.Engine.Dialects;

/// <summary>How the clients of a dialect name what our answers tell them in headers.</summary>
/// <param name="RequestId">The request's id.</param>
/// <param name="Limit">The key's requests per minute.</param>
/// <param name="Remaining">How many of them are left.</param>
/// <param name="Reset">When the next falls out of the minute.</param>
/// <param name="ResetIsMoment">True: as a moment in RFC 3339; false: as seconds with an <c>s</c>.</param>
public sealed record CallerHeaders(string RequestId, string Limit, string Remaining, string Reset, bool ResetIsMoment)
{
    /// <summary>The same of the key's tokens per minute: every dialect names them so.</summary>
    public CallerHeaders OfTokens => field ??= this with { Limit = Words(Limit), Remaining = Words(Remaining), Reset = Words(Reset) };

    private static string Words(string name) => name.Replace("requests", "tokens", StringComparison.Ordinal);
}
