using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bascule.Server.Configuration.Document;

/// <summary>Reads YAML 1.2 core into nodes that know their place; refuses duplicate keys, tags and what would not end.</summary>
/// <param name="problems">Where what is wrong is told.</param>
/// <param name="interpolation">Fills variables in; null: text counts as it is written.</param>
internal sealed class DocumentReader(ProblemList problems, Interpolation? interpolation)
{
    // The language is six levels deep; a deeper document is a mistake or an attack on the stack.
    private const int MaxDepth = 40;

    // Aliases of aliases grow exponentially; a real config has some hundred nodes.
    private const int MaxNodes = 100_000;

    private readonly Dictionary<string, ConfigNode> _anchors = [];
    private bool _tooLarge;

    /// <summary>The document's root, or null when it could not be parsed; the reason is then among the problems.</summary>
    public ConfigNode? Read(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return ConfigNode.Empty;
            }

            parser.Consume<DocumentStart>();
            var root = Node(parser, "", 0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
            {
                problems.Add(ConfigSeverity.Error, (int)second.Start.Line, (int)second.Start.Column, "", "", "a second YAML document begins here", "keep one document in the file");
            }

            return _tooLarge ? null : root;
        }
        catch (YamlException trouble)
        {
            Unreadable(text, (int)trouble.Start.Line, (int)trouble.Start.Column, trouble.Message.TrimEnd('.'));
        }
        catch (Exception trouble) when (trouble is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner leaves some broken documents with these instead of its own exception.
            var mark = parser.Current?.End;
            Unreadable(text, (int)(mark?.Line ?? 1), (int)(mark?.Column ?? 1), "the YAML breaks off after this place");
        }

        return null;
    }

    private void Unreadable(string text, int line, int column, string message)
    {
        if (FlowTrap.Find(text, line) is var (trapLine, trapColumn, variable))
        {
            problems.Add(
                ConfigSeverity.Error, trapLine, trapColumn, "", variable,
                "a variable within { } or [ ] is not quoted, so YAML takes its brace for a mapping", $"quote it: \"{variable}\"");
            return;
        }

        problems.Add(ConfigSeverity.Error, line, column, "", "", $"this is not YAML: {message}", "check indentation, quotes and brackets at and above this line");
    }

    private ConfigNode Node(Parser parser, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, "the document is nested too deeply");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new YamlException(alias.Start, alias.End, "the alias names no anchor above it");
        }

        if (parser.Current is not NodeEvent open)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing");
        }

        if (!open.Tag.IsEmpty && !open.Tag.IsNonSpecific && !open.Tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
        {
            problems.Add(ConfigSeverity.Error, (int)open.Start.Line, (int)open.Start.Column, path, "", "a YAML tag means nothing here", "remove the tag");
        }

        var node = parser.Current switch
        {
            Scalar => Text(parser.Consume<Scalar>(), path),
            SequenceStart => List(parser, path, depth),
            _ => Map(parser, path, depth),
        };
        if (!open.Anchor.IsEmpty)
        {
            _anchors[open.Anchor.Value] = node;
        }

        if (node.Size > MaxNodes && !_tooLarge)
        {
            _tooLarge = true;
            throw new YamlException(open.Start, open.End, "the document, its aliases followed, is larger than 100,000 nodes");
        }

        return node;
    }

    private ConfigNode Text(Scalar scalar, string path)
    {
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        if (scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL")
        {
            return new ConfigNode { Kind = NodeKind.Null, Line = line, Column = column };
        }

        var (message, mend) = ("", "");
        var text = interpolation is null ? scalar.Value : interpolation.Fill(scalar.Value, out message, out mend);
        if (text is null)
        {
            problems.Add(ConfigSeverity.Error, line, column, path, "", message, mend);
        }

        return new ConfigNode { Kind = NodeKind.Text, Line = line, Column = column, Text = text ?? "", Written = scalar.Value, Broken = text is null };
    }

    private ConfigNode List(Parser parser, string path, int depth)
    {
        var open = parser.Consume<SequenceStart>();
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(parser, $"{path}[{items.Count}]", depth + 1));
        }

        return new ConfigNode { Kind = NodeKind.List, Line = (int)open.Start.Line, Column = (int)open.Start.Column, Items = items, Size = Sum(items) };
    }

    private ConfigNode Map(Parser parser, string path, int depth)
    {
        var open = parser.Consume<MappingStart>();
        var members = new List<ConfigMember>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be plain text");
            }

            var key = parser.Consume<Scalar>();
            var (line, column) = ((int)key.Start.Line, (int)key.Start.Column);
            var below = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = Node(parser, below, depth + 1);
            if (seen.TryGetValue(key.Value, out var first))
            {
                problems.Add(ConfigSeverity.Error, line, column, below, key.Value, $"this key stands here a second time; the first is on line {first}", "keep one of the two");
                continue;
            }

            seen[key.Value] = line;
            members.Add(new ConfigMember(key.Value, line, column, value));
        }

        return new ConfigNode
        {
            Kind = NodeKind.Map, Line = (int)open.Start.Line, Column = (int)open.Start.Column, Members = members, Size = Sum(members.Select(member => member.Value)),
        };
    }

    private static int Sum(IEnumerable<ConfigNode> nodes) => (int)Math.Min(int.MaxValue, 1 + nodes.Sum(node => (long)node.Size));
}
