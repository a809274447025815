namespace Bascule.Server.Configuration.Document;

/// <summary>Finds the trap of <c>{ key: ${X} }</c>: inside flow style an unquoted variable's brace is YAML's own.</summary>
internal static class FlowTrap
{
    /// <summary>The first unquoted variable inside braces or brackets, at most a line past where the parser gave up.</summary>
    public static (int Line, int Column, string Variable)? Find(string text, int untilLine)
    {
        var (line, lineStart, depth) = (1, 0, 0);
        for (var i = 0; i < text.Length && line <= untilLine + 1; i++)
        {
            switch (text[i])
            {
                case '\n':
                    (line, lineStart) = (line + 1, i + 1);
                    break;
                case '#' when i == 0 || char.IsWhiteSpace(text[i - 1]):
                    i = Before(text.IndexOf('\n', i), text.Length);
                    break;
                case '"' or '\'' when OpensQuote(text, i):
                    i = Before(CloseQuote(text, i), text.Length, inclusive: true);
                    break;
                case '$' when i + 1 < text.Length && text[i + 1] == '{':
                    var end = text.IndexOf('}', i);
                    if (end < 0)
                    {
                        return null;
                    }

                    if (depth > 0)
                    {
                        return (line, i - lineStart + 1, text[i..(end + 1)]);
                    }

                    i = end;
                    break;
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth = Math.Max(0, depth - 1);
                    break;
            }
        }

        return null;
    }

    private static bool OpensQuote(string text, int at) => at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at - 1] is '[' or '{' or ',' or ':';

    // Quotes are only followed within their line: an unclosed one must not hide what stands below.
    private static int CloseQuote(string text, int open)
    {
        for (var i = open + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '\\' && text[open] == '"')
            {
                i++;
            }
            else if (text[i] == text[open])
            {
                return i;
            }
        }

        return open;
    }

    private static int Before(int found, int length, bool inclusive = false) => found < 0 ? length : inclusive ? found : found - 1;
}
