using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration;

/// <summary>Writes YAML in block style. Unset values are left out, empty mappings written as <c>{}</c>.</summary>
internal sealed partial class YamlText
{
    private readonly StringBuilder text = new();
    private int depth;
    private bool dash;

    public void Open(string name, Action inside)
    {
        Start(name);
        var mark = text.Length;
        text.Append('\n');
        depth++;
        var empty = text.Length;
        inside();
        depth--;
        if (text.Length == empty)
        {
            text.Length = mark;
            text.Append(" {}\n");
        }
    }

    public void OpenList(string name, IReadOnlyList<Action> items)
    {
        Start(name);
        text.Append(items.Count == 0 ? " []\n" : "\n");
        depth++;
        foreach (var item in items)
        {
            dash = true;
            depth++;
            item();
            depth--;
        }

        depth--;
        dash = false;
    }

    public void Text(string name, string? value) => Plain(name, value is null ? null : Quoted(value));

    public void Plain(string name, string? value)
    {
        if (value is not null)
        {
            Start(name);
            text.Append(' ').Append(value).Append('\n');
        }
    }

    public void List(string name, IEnumerable<string> values)
    {
        Start(name);
        text.Append(" [").AppendJoin(", ", values.Select(Quoted)).Append("]\n");
    }

    public override string ToString() => text.ToString();

    private void Start(string name)
    {
        text.Append(' ', 2 * (dash ? depth - 1 : depth)).Append(dash ? "- " : "").Append(Quoted(name)).Append(':');
        dash = false;
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
