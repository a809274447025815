namespace Bascule.Sandbox.Talk;

/// <summary>Counts four characters as a token and cuts text where a tokeniser might.</summary>
internal static class Tokens
{
    public const int CharsPerToken = 4;
    public const int PerImage = 258;
    public const int PerMessage = 4;
    private const int CharsPerPiece = 12;

    public static int Of(long chars) => (int)((chars + CharsPerToken - 1) / CharsPerToken);

    public static int Of(string text) => Of(text.Length);

    /// <summary>The first characters of a text, never half a surrogate pair.</summary>
    public static string First(string text, int chars)
    {
        if (text.Length <= chars)
        {
            return text;
        }

        return text[..(chars > 0 && char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars)];
    }

    /// <summary>The pieces a stream sends, which together are the text.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var piece = First(text[at..], Math.Min(CharsPerPiece, text.Length - at));
            var space = piece.LastIndexOf(' ');
            if (space > 0 && at + piece.Length < text.Length)
            {
                piece = piece[..space];
            }

            yield return piece;
            at += piece.Length;
        }
    }
}
