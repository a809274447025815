using System.Text;
using System.Text.Encodings.Web;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>
/// Puts values back into text that comes in pieces. A placeholder may be cut anywhere: what may be the beginning of one is held until the next piece, and nothing else.
/// Within JSON a value is escaped as a JSON string's text is, and a placeholder is known with its brackets escaped too, as some servers write them.
/// </summary>
internal sealed class TextRestorer(Vault vault, bool json)
{
    private const string EscapedOpen = "\\u003c";
    private const string EscapedClose = "\\u003e";

    private readonly List<(int At, int Length, int Grew)> _moved = [];    // bounded by the placeholders that the answer holds
    private string _held = "";
    private int _taken;

    /// <summary>The whole text with its values.</summary>
    public static string Restore(Vault vault, string text, bool json)
    {
        var restorer = new TextRestorer(vault, json);
        var said = restorer.Take(text);
        return restorer._held.Length == 0 ? said : said + restorer.End();
    }

    /// <summary>What of the text so far may go out.</summary>
    public string Take(string piece)
    {
        if (_held.Length == 0 && !MayHold(piece))
        {
            _taken += piece.Length;
            return piece;
        }

        var text = _held.Length == 0 ? piece : _held + piece;
        var told = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var next = Next(text.AsSpan(at));
            told.Append(text, at, next);
            at += next;
            if (at == text.Length)
            {
                break;
            }

            var (length, value) = Look(text.AsSpan(at));
            if (length == 0)
            {
                break;
            }

            if (value is null)
            {
                told.Append(text, at, length);
            }
            else
            {
                var put = json ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) : value;
                told.Append(put);
                _moved.Add((_taken + at, length, put.Length - length));
            }

            at += length;
        }

        _held = text[at..];
        _taken += at;
        return told.ToString();
    }

    /// <summary>The text is complete: what looked like a beginning was none.</summary>
    public string End()
    {
        var rest = _held;
        (_held, _taken) = ("", _taken + rest.Length);
        return rest;
    }

    /// <summary>Where a place of the text stands once its values are back.</summary>
    public int Moved(int at)
    {
        var grew = 0;
        foreach (var moved in _moved)
        {
            if (moved.At + moved.Length > at)
            {
                break;
            }

            grew += moved.Grew;
        }

        return at + grew;
    }

    private bool MayHold(string piece) => piece.Contains('<') || (json && piece.Contains('\\'));

    /// <summary>The next place that must be looked at.</summary>
    private int Next(ReadOnlySpan<char> text) => (json ? text.IndexOfAny('<', '\\') : text.IndexOf('<')) is >= 0 and var at ? at : text.Length;

    /// <summary>How much stands there that belongs together, and the value that it stands for, if any. Length 0: that cannot be told yet.</summary>
    private (int Length, string? Value) Look(ReadOnlySpan<char> text)
    {
        var open = 1;
        if (text[0] == '\\')
        {
            if (text.Length < 2 || (text[1] == 'u' && text.Length < EscapedOpen.Length))
            {
                return default;
            }

            if (text[1] != 'u')
            {
                return (2, null);
            }

            open = EscapedOpen.Length;
            if (!text[..open].Equals(EscapedOpen, StringComparison.OrdinalIgnoreCase))
            {
                return (open, null);
            }
        }

        var end = open;
        while (end < text.Length && end - open < Placeholder.MaxLength && Placeholder.IsInner(text[end]))
        {
            end++;
        }

        Span<char> name = stackalloc char[Placeholder.MaxLength + 2];
        name[0] = '<';
        text[open..end].CopyTo(name[1..]);
        var length = 1 + end - open;
        var rest = text[end..];
        if (rest.IsEmpty || (json && rest.Length < EscapedClose.Length && EscapedClose.AsSpan().StartsWith(rest, StringComparison.OrdinalIgnoreCase)))
        {
            return vault.CanBegin(name[..length]) ? default : (open, null);
        }

        var close = rest[0] == '>' ? 1 : json && rest.StartsWith(EscapedClose, StringComparison.OrdinalIgnoreCase) ? EscapedClose.Length : 0;
        name[length] = '>';
        return close > 0 && vault.Find(name[..(length + 1)]) is { } value ? (end + close, value) : (open, null);
    }
}
