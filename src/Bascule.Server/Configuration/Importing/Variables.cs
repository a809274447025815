using System.Text.RegularExpressions;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>The variables of the new config: LiteLLM's own, and those that take the place of secrets in clear.</summary>
internal sealed partial class Variables
{
    /// <summary>What LiteLLM writes before a variable's name.</summary>
    public const string Mark = "os.environ/";

    private readonly SortedDictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public Variables(ConfigNode root) => Collect(root);

    /// <summary>The names that the new config reads.</summary>
    public IReadOnlyList<string> Names => [.. _given.Keys];

    /// <summary>What a variable is taken to hold while the new config is checked: it need not be set where the import runs.</summary>
    public string? Placeholder(string name) => _given.GetValueOrDefault(name);

    /// <summary>What stands for this value in the new config, where it is no secret; null: it cannot be written there.</summary>
    public string? Plain(string value, string placeholder)
    {
        if (value.StartsWith(Mark, StringComparison.Ordinal))
        {
            return Reference(value[Mark.Length..], placeholder);
        }

        return value.Contains("${", StringComparison.Ordinal) ? null : value;
    }

    /// <summary>What stands for a secret: never itself.</summary>
    /// <param name="value">As it stands in LiteLLM's file.</param>
    /// <param name="name">The variable's name, where the file has the secret in clear.</param>
    /// <param name="inClear">Whether it does.</param>
    public string Secret(string value, string name, out bool inClear)
    {
        inClear = !value.StartsWith(Mark, StringComparison.Ordinal);
        return (inClear ? null : Reference(value[Mark.Length..], SecretPlaceholder(value[Mark.Length..]))) ?? Made(name);
    }

    /// <summary>Reads a variable by its name.</summary>
    public string Known(string name, string? placeholder = null)
    {
        _given.TryAdd(name, placeholder ?? SecretPlaceholder(name));
        return $"${{{name}}}";
    }

    private string Made(string name)
    {
        var free = name;
        for (var i = 2; _named.Contains(free) || _given.ContainsKey(free); i++)
        {
            free = $"{name}_{i}";
        }

        return Known(free);
    }

    private string? Reference(string name, string placeholder) => Name().IsMatch(name) ? Known(name, placeholder) : null;

    private static string SecretPlaceholder(string name) => $"given-in-{name}-0123456789abcdef";

    private void Collect(ConfigNode node)
    {
        if (node.Kind == NodeKind.Text && node.Text.Trim() is var text && text.StartsWith(Mark, StringComparison.Ordinal))
        {
            _named.Add(text[Mark.Length..]);
        }

        foreach (var below in node.Items.Concat(node.Members.Select(member => member.Value)))
        {
            Collect(below);
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
