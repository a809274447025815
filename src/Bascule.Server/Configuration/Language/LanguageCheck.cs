using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Language;

/// <summary>Holds a document against the language: unknown keys, keys of later parts, values that do not fit.</summary>
internal sealed class LanguageCheck(ProblemList problems)
{
    public void Check(ConfigNode node, Shape shape, string path)
    {
        if (node.IsUnset || node.Broken)
        {
            return;
        }

        switch (shape)
        {
            case ScalarShape scalar:
                CheckScalar(node, scalar, path);
                break;
            case ListShape list:
                CheckList(node, list, path);
                break;
            case MapShape map when Is(node, NodeKind.Map, path, $"a mapping of {map.Names} names", $"write 'NAME: ...' below it, one a {map.Names}"):
                CheckMap(node, map, path);
                break;
            case NamedShape named:
                Check(node, named.Of(), path);
                break;
            case RecordShape { Short: { } brief } when node.Kind == NodeKind.List || (node.Kind == NodeKind.Text && brief.OrOne):
                CheckList(node, brief, path);
                break;
            case RecordShape record when Is(node, NodeKind.Map, path, "a mapping", $"write its keys below it: {string.Join(", ", record.Keys.Where(key => key.Part is null).Take(6).Select(key => key.Name))}"):
                CheckRecord(node, record, path);
                break;
        }
    }

    private void CheckScalar(ConfigNode node, ScalarShape scalar, string path)
    {
        if (Is(node, NodeKind.Text, path, scalar.Words, "write one value here") && scalar.Check(node.Text) is { } complaint)
        {
            problems.Error(node, path, complaint.Message, complaint.Mend, Shown.Value(node));
        }
    }

    private void CheckList(ConfigNode node, ListShape list, string path)
    {
        if (node.Kind == NodeKind.Text && list.OrOne)
        {
            Check(node, list.Item, path);
        }
        else if (Is(node, NodeKind.List, path, "a list", "write [a, b], or one '- ' line for each item"))
        {
            for (var i = 0; i < node.Items.Count; i++)
            {
                Check(node.Items[i], list.Item, $"{path}[{i}]");
                if (node.Items[i].IsUnset)
                {
                    problems.Error(node.Items[i], $"{path}[{i}]", "an item is empty", "remove it, or write its value");
                }
            }
        }
    }

    private void CheckMap(ConfigNode node, MapShape map, string path)
    {
        foreach (var member in node.Members)
        {
            Check(member.Value, map.Item, $"{path}.{member.Name}");
        }
    }

    private void CheckRecord(ConfigNode node, RecordShape record, string path)
    {
        foreach (var member in node.Members)
        {
            var below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            var key = record.Keys.FirstOrDefault(key => key.Name == member.Name);
            if (key is null)
            {
                problems.Add(
                    ConfigSeverity.Error, member.Line, member.Column, below, Shown.Short(member.Name), "unknown key",
                    Nearest.Mend(member.Name, [.. record.Keys.Select(known => known.Name)], $"known here: {string.Join(", ", record.Keys.Where(known => known.Part is null).Select(known => known.Name))}"));
            }
            else if (key.Part is { } part)
            {
                CheckLater(member, key, part, below);
            }
            else
            {
                Check(member.Value, key.Shape!, below);
            }
        }
    }

    private void CheckLater(ConfigMember member, ConfigKey key, char part, string path)
    {
        var value = member.Value;
        var says = value.IsUnset || value.Broken || (value.Kind != NodeKind.Text && value.Items.Count + value.Members.Count == 0)
            || (value.Kind == NodeKind.Text && key.Obeyed.Contains(value.Text));
        if (!says)
        {
            var plain = key.Obeyed.FirstOrDefault(text => text is not "[]");
            problems.Add(
                ConfigSeverity.Error, member.Line, member.Column, path, "", $"not yet supported ({Parts.Name(part)})",
                plain is null ? "remove the key" : $"remove the key, or write {plain}, which is what this version does");
        }
    }

    private bool Is(ConfigNode node, NodeKind kind, string path, string expected, string mend)
    {
        if (node.Kind != kind)
        {
            // The value is not shown: where the shape is wrong, a secret may stand in the wrong place.
            var found = node.Kind switch { NodeKind.Text => "text", NodeKind.List => "a list", _ => "a mapping" };
            problems.Error(node, path, $"{expected} is expected here, not {found}", mend);
        }

        return node.Kind == kind;
    }
}
