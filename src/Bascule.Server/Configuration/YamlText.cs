using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration;

/// <summary>Writes YAML in block style. Unset values are left out, empty mappings written as <c>{}</c>.</summary>
internal sealed partial class YamlText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _dash;

    public void Open(string name, Action inside)
    {
        Start(name);
        var mark = _text.Length;
        _text.Append('\n');
        _depth++;
        var empty = _text.Length;
        inside();
        _depth--;
        if (_text.Length == empty)
        {
            _text.Length = mark;
            _text.Append(" {}\n");
        }
    }

    public void OpenList(string name, IReadOnlyList<Action> items)
    {
        Start(name);
        _text.Append(items.Count == 0 ? " []\n" : "\n");
        _depth++;
        foreach (var item in items)
        {
            _dash = true;
            _depth++;
            item();
            _depth--;
        }

        _depth--;
        _dash = false;
    }

    public void Text(string name, string? value) => Plain(name, value is null ? null : Quoted(value));

    public void Plain(string name, string? value)
    {
        if (value is not null)
        {
            Start(name);
            _text.Append(' ').Append(value).Append('\n');
        }
    }

    public void List(string name, IEnumerable<string> values)
    {
        Start(name);
        _text.Append(" [").AppendJoin(", ", values.Select(Quoted)).Append("]\n");
    }

    public override string ToString() => _text.ToString();

    private void Start(string name)
    {
        _text.Append(' ', 2 * (_dash ? _depth - 1 : _depth)).Append(_dash ? "- " : "").Append(Quoted(name)).Append(':');
        _dash = false;
    }

    private static string Quoted(string value)
    {
        if (PlainWord().IsMatch(value) && value.ToLowerInvariant() is not ("true" or "false" or "null"))
        {
            return value;
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in value)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();
}
