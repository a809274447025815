namespace Bascule.Engine.Ingress;

/// <summary>Names that callers choose may stand in our headers: they must not be able to break one.</summary>
internal static class HeaderText
{
    /// <summary>A long list of dropped names helps nobody and could pass a client's limit.</summary>
    private const int MaxLength = 1024;

    /// <summary>The text with everything but printable ASCII replaced.</summary>
    public static string Plain(string text)
    {
        var bounded = text.Length <= MaxLength ? text : text[..MaxLength];
        return bounded.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? bounded
            : string.Create(bounded.Length, bounded, static (into, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    into[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
                }
            });
    }
}
