using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Forms;

/// <summary>What the headers of a form's part say.</summary>
internal readonly record struct FormPart(string Name, bool IsFile)
{
    /// <summary>Reads them, up to their empty line.</summary>
    public static (FormPart Part, Failure? Trouble) Read(string head)
    {
        var dispositions = new List<string>();
        var encoded = false;
        foreach (var line in head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is ' ' or '\t')
            {
                return (default, RequestScan.Wrong("A part of the form has a header over several lines.", null, null));
            }

            var colon = line.IndexOf(':');
            var name = colon < 0 ? "" : line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            if (name.Equals("content-disposition", StringComparison.OrdinalIgnoreCase))
            {
                dispositions.Add(value);
            }

            encoded |= name.Equals("content-transfer-encoding", StringComparison.OrdinalIgnoreCase) && value.ToLowerInvariant() is not ("7bit" or "8bit" or "binary");
        }

        if (dispositions is not [var one])
        {
            return (default, RequestScan.Wrong("A part of the form has not exactly one 'content-disposition'.", null, null));
        }

        var part = Parameters(one, out var plain);
        var isModel = part.Name.Trim().Equals("model", StringComparison.OrdinalIgnoreCase);
        return (part, !plain || (isModel && (part.Name != "model" || part.IsFile || encoded))
            ? RequestScan.Wrong("A part of the form is named in a way that parsers read differently.", isModel ? "model" : null, "Send 'model' as a plain text field of that very name.")
            : null);
    }

    /// <summary>Name, and whether it is a file. <paramref name="plain"/>: each stands once, and neither in its encoded form.</summary>
    private static FormPart Parameters(string disposition, out bool plain)
    {
        plain = true;
        string? name = null;
        var file = false;
        var rest = disposition.AsSpan();
        while (rest.IndexOf(';') is >= 0 and var semicolon)
        {
            rest = rest[(semicolon + 1)..].TrimStart();
            var equals = rest.IndexOf('=');
            if (equals < 0)
            {
                break;
            }

            var key = rest[..equals].Trim();
            rest = rest[(equals + 1)..].TrimStart();
            var value = Value(ref rest, out var escaped);
            if (key.Equals("name", StringComparison.OrdinalIgnoreCase))
            {
                plain &= name is null && !escaped;
                name = value;
            }

            plain &= !key.Equals("name*", StringComparison.OrdinalIgnoreCase);
            file |= key.StartsWith("filename", StringComparison.OrdinalIgnoreCase);
        }

        return new FormPart(name ?? "", file);
    }

    /// <summary>A quoted or plain value; the rest begins behind it.</summary>
    private static string Value(ref ReadOnlySpan<char> rest, out bool escaped)
    {
        escaped = false;
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOf(';') is >= 0 and var semicolon ? semicolon : rest.Length;
            var plain = rest[..end].Trim().ToString();
            rest = rest[end..];
            return plain;
        }

        var text = new StringBuilder();
        var at = 1;
        for (; at < rest.Length && rest[at] != '"'; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length)
            {
                (escaped, at) = (true, at + 1);
            }

            text.Append(rest[at]);
        }

        rest = rest[Math.Min(at + 1, rest.Length)..];
        return text.ToString();
    }
}
