using System.Text.Json;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>The headers and tags that the conditions of one route name: they are kept with each of its requests, so that a decision can be understood later.</summary>
public sealed class NamedFacts
{
    /// <summary>A longer value decides like any other, but is not kept whole.</summary>
    private const int MaxValue = 128;

    /// <summary>What a row may hold of them; a config that names more decides by all.</summary>
    private const int MaxNames = 32;

    private readonly NamedFact[] _names;

    private NamedFacts(NamedFact[] names) => _names = names;

    public static NamedFacts None { get; } = new([]);

    public bool IsEmpty => _names.Length == 0;

    public static NamedFacts Of(IEnumerable<Condition> conditions) => new([.. conditions.SelectMany(condition => condition.Reads).Distinct().Take(MaxNames)]);

    /// <summary>Writes <c>headers</c> and <c>tags</c> with those that the request has.</summary>
    public void Write(Utf8JsonWriter json, in RequestFacts facts)
    {
        Write(json, "headers", NamedFactKind.Header, facts);
        Write(json, "tags", NamedFactKind.Tag, facts);
    }

    private void Write(Utf8JsonWriter json, string member, NamedFactKind kind, in RequestFacts facts)
    {
        var open = false;
        foreach (var name in _names)
        {
            if (name.Kind != kind || (kind == NamedFactKind.Header ? facts.HeaderOf(name.Name) : facts.TagOf(name.Name)) is not { } value)
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartObject(member);
                open = true;
            }

            json.WriteString(name.Name, Cut(value));
        }

        if (open)
        {
            json.WriteEndObject();
        }
    }

    private static string Cut(string value) =>
        value.Length <= MaxValue ? value : value[..(char.IsHighSurrogate(value[MaxValue - 1]) ? MaxValue - 1 : MaxValue)];
}
