using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Dialects.Json.Schema;

/// <summary>One check of one value: the schema's root for references, the work left, and the problems found.</summary>
internal sealed class SchemaCheck(JsonNode root)
{
    private const int BytesOfWork = 1024;

    private readonly SchemaPatterns _patterns = new();
    private int _work = JsonSchema.MaxWork;
    private int _depth;
    private int _muted;

    public List<string> Problems { get; } = [];

    /// <summary>The bounds were reached: nothing is said about the value.</summary>
    public bool Exhausted { get; private set; }

    public bool Check(JsonNode value) => Check(root, value, "$");

    private bool Check(JsonNode schema, JsonNode value, string path)
    {
        if (!Spend(WorkOf(schema)) || _depth >= JsonSchema.MaxDepth)
        {
            Exhausted = true;
            return false;
        }

        if (schema.Kind == JsonValueKind.False)
        {
            return Wrong(path, "must not be there");
        }

        if (!schema.IsObject)
        {
            return true;
        }

        _depth++;
        var valid = CheckReference(schema, value, path) & CheckType(schema, value, path) & CheckValues(schema, value, path) & CheckCombinations(schema, value, path);
        valid &= value.Kind switch
        {
            JsonValueKind.Object => CheckObject(schema, value, path),
            JsonValueKind.Array => CheckArray(schema, value, path),
            JsonValueKind.String => CheckText(schema, value, path),
            JsonValueKind.Number => CheckNumber(schema, value, path),
            _ => true,
        };
        _depth--;
        return valid;
    }

    /// <summary>Only references within the schema: another one is no demand.</summary>
    private bool CheckReference(JsonNode schema, JsonNode value, string path)
    {
        if (schema["$ref"u8].AsText is not { } reference || !reference.StartsWith('#'))
        {
            return true;
        }

        var at = root;
        foreach (var step in Uri.UnescapeDataString(reference[1..]).Split('/', StringSplitOptions.None).Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var work = WorkOf(at);
            at = at.IsArray && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? at.AsItems().ElementAtOrDefault(index) : at[Encoding.UTF8.GetBytes(name)];
            if (!Spend(work) || at.Kind == JsonValueKind.Undefined)
            {
                return true;
            }
        }

        return Check(at, value, path);
    }

    private bool CheckType(JsonNode schema, JsonNode value, string path)
    {
        var type = schema["type"u8];
        string[] allowed = type.AsText is { } one ? [one] : [.. type.AsItems().Select(item => item.AsText).OfType<string>()];
        if (allowed.Length == 0 || Array.Exists(allowed, name => Is(value, name)) || (value.Kind == JsonValueKind.Null && schema["nullable"u8].AsFlag == true))
        {
            return true;
        }

        return Wrong(path, $"must be of type {string.Join(" or ", allowed)}");
    }

    private static bool Is(JsonNode value, string type) => type.ToLowerInvariant() switch
    {
        "object" => value.IsObject,
        "array" => value.IsArray,
        "string" => value.IsText,
        "number" => value.Kind == JsonValueKind.Number,
        "integer" => value.Kind == JsonValueKind.Number && JsonNumber.Of(value).IsWhole,
        "boolean" => value.Kind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.Kind == JsonValueKind.Null,
        _ => true,
    };

    private bool CheckValues(JsonNode schema, JsonNode value, string path)
    {
        var constant = schema["const"u8];
        if (constant.Kind != JsonValueKind.Undefined && !AreEqual(constant, value))
        {
            return Wrong(path, $"must be {Shown(constant)}");
        }

        var choices = schema["enum"u8];
        return !choices.IsArray || choices.AsItems().Any(choice => AreEqual(choice, value))
            || Wrong(path, $"must be one of {string.Join(", ", choices.AsItems().Take(20).Select(Shown))}");
    }

    private bool CheckCombinations(JsonNode schema, JsonNode value, string path)
    {
        var valid = true;
        foreach (var every in schema["allOf"u8].AsItems())
        {
            valid &= Check(every, value, path);
        }

        var any = schema["anyOf"u8];
        if (any.IsArray && !any.AsItems().Any(one => Fits(one, value)))
        {
            valid = WrongAmong(any, value, path, "must be valid against one of the forms of anyOf");
        }

        var exact = schema["oneOf"u8];
        if (exact.IsArray && exact.AsItems().Count(one => Fits(one, value)) != 1)
        {
            valid = WrongAmong(exact, value, path, "must be valid against exactly one of the forms of oneOf");
        }

        var not = schema["not"u8];
        if (not.Kind != JsonValueKind.Undefined && Fits(not, value))
        {
            valid = Wrong(path, "has a form that is excluded");
        }

        var condition = schema["if"u8];
        if (condition.Kind != JsonValueKind.Undefined)
        {
            var then = Fits(condition, value) ? schema["then"u8] : schema["else"u8];
            valid &= then.Kind == JsonValueKind.Undefined || Check(then, value, path);
        }

        return valid;
    }

    /// <summary>Where only one form could be meant, what is wrong with it says more than that none fits.</summary>
    private bool WrongAmong(JsonNode forms, JsonNode value, string path, string what)
    {
        var meant = forms.AsItems().Where(form => form["type"u8].AsText is not { } type || Is(value, type)).Take(2).ToArray();
        return meant.Length == 1 && !Check(meant[0], value, path) ? false : Wrong(path, what);
    }

    private bool CheckObject(JsonNode schema, JsonNode value, string path)
    {
        var valid = true;
        var members = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, member) in value.Members())
        {
            members[name] = member;
        }

        foreach (var required in schema["required"u8].AsItems())
        {
            if (Spend(1) && required.AsText is { } name && !members.ContainsKey(name))
            {
                valid = Wrong(path, $"lacks '{Short(name)}'");
            }
        }

        valid &= CheckCount(schema["minProperties"u8], schema["maxProperties"u8], members.Count, path, "members");
        var (properties, patterns, names, further) = (schema["properties"u8], schema["patternProperties"u8], schema["propertyNames"u8], schema["additionalProperties"u8]);
        var declared = properties.Members().GroupBy(property => property.Key).ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);
        foreach (var (name, member) in members)
        {
            var place = $"{path}.{Short(name)}";
            var known = declared.TryGetValue(name, out var property);
            valid &= !known || Check(property, member, place);
            foreach (var (pattern, form) in patterns.Members())
            {
                if (Spend(1) && _patterns.Matches(pattern, name) == true)
                {
                    known = true;
                    valid &= Check(form, member, place);
                }
            }

            if (!known && further.Kind != JsonValueKind.Undefined)
            {
                valid &= Check(further, member, place);
            }

            if (names["pattern"u8].AsText is { } named && _patterns.Matches(named, name) == false)
            {
                valid = Wrong(place, "has a name that does not match the pattern of propertyNames");
            }
        }

        return valid;
    }

    private bool CheckArray(JsonNode schema, JsonNode value, string path)
    {
        JsonNode[] items = [.. value.AsItems()];
        var valid = CheckCount(schema["minItems"u8], schema["maxItems"u8], items.Length, path, "items");
        JsonNode[] first = [.. schema["prefixItems"u8].AsItems()];
        var rest = schema["items"u8];
        for (var i = 0; i < items.Length && !Exhausted; i++)
        {
            valid &= i < first.Length ? Check(first[i], items[i], $"{path}[{i}]") : rest.Kind == JsonValueKind.Undefined || Check(rest, items[i], $"{path}[{i}]");
        }

        var contained = schema["contains"u8];
        if (contained.Kind != JsonValueKind.Undefined && !items.Any(item => Fits(contained, item)))
        {
            valid = Wrong(path, "has no item of the form of contains");
        }

        if (schema["uniqueItems"u8].AsFlag == true)
        {
            for (var i = 1; i < items.Length && !Exhausted; i++)
            {
                if (items.Take(i).Any(before => AreEqual(before, items[i])))
                {
                    return Wrong($"{path}[{i}]", "stands twice");
                }
            }
        }

        return valid;
    }

    private bool CheckText(JsonNode schema, JsonNode value, string path)
    {
        var text = value.AsText!;
        var (least, most, pattern) = (schema["minLength"u8], schema["maxLength"u8], schema["pattern"u8].AsText);
        var valid = true;
        if (least.Exists || most.Exists)
        {
            valid = CheckCount(least, most, text.EnumerateRunes().Count(), path, "characters");
        }

        return pattern is null || _patterns.Matches(pattern, text) != false ? valid : Wrong(path, $"must match the pattern {Short(pattern)}");
    }

    private bool CheckNumber(JsonNode schema, JsonNode value, string path)
    {
        var number = JsonNumber.Of(value);
        var valid = true;
        if (Bound(schema["minimum"u8]) is { } least && number.CompareTo(least) < 0)
        {
            valid = Wrong(path, $"must be at least {least}");
        }

        if (Bound(schema["maximum"u8]) is { } most && number.CompareTo(most) > 0)
        {
            valid = Wrong(path, $"must be at most {most}");
        }

        if (Bound(schema["exclusiveMinimum"u8]) is { } above && number.CompareTo(above) <= 0)
        {
            valid = Wrong(path, $"must be more than {above}");
        }

        if (Bound(schema["exclusiveMaximum"u8]) is { } below && number.CompareTo(below) >= 0)
        {
            valid = Wrong(path, $"must be less than {below}");
        }

        return Bound(schema["multipleOf"u8]) is { } step && !number.IsMultipleOf(step) ? Wrong(path, $"must be a multiple of {step}") : valid;
    }

    private static JsonNumber? Bound(JsonNode node) => node.Kind == JsonValueKind.Number ? JsonNumber.Of(node) : null;

    private bool CheckCount(JsonNode least, JsonNode most, int count, string path, string what)
    {
        if (least.AsLong > count)
        {
            return Wrong(path, $"must have at least {least.AsLong} {what}");
        }

        return !(most.AsLong < count) || Wrong(path, $"must have at most {most.AsLong} {what}");
    }

    private bool Fits(JsonNode schema, JsonNode value)
    {
        _muted++;
        var fits = Check(schema, value, "");
        _muted--;
        return fits;
    }

    private bool AreEqual(JsonNode one, JsonNode other)
    {
        if (!Spend(1))
        {
            return false;
        }

        return (one.Kind, other.Kind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => SameMembers([.. one.Members()], other),
            (JsonValueKind.Array, JsonValueKind.Array) => SameItems([.. one.AsItems()], [.. other.AsItems()]),
            (JsonValueKind.String, JsonValueKind.String) => one.AsText == other.AsText,
            (JsonValueKind.Number, JsonValueKind.Number) => JsonNumber.Of(one).CompareTo(JsonNumber.Of(other)) == 0,
            var (a, b) => a == b,
        };
    }

    private bool SameMembers(KeyValuePair<string, JsonNode>[] members, JsonNode other)
    {
        var others = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, member) in other.Members())
        {
            others[name] = member;
        }

        return members.Length == others.Count && Array.TrueForAll(members, member => others.TryGetValue(member.Key, out var same) && AreEqual(member.Value, same));
    }

    private bool SameItems(JsonNode[] items, JsonNode[] others) =>
        items.Length == others.Length && items.Zip(others).All(pair => AreEqual(pair.First, pair.Second));

    /// <summary>A member is found by passing all that stand before it: a large schema costs by its size whenever it is looked at.</summary>
    private static int WorkOf(JsonNode schema) => 1 + (schema.Raw.Utf8.Length / BytesOfWork);

    private bool Spend(int work)
    {
        Exhausted |= (_work -= work) < 0;
        return !Exhausted;
    }

    private bool Wrong(string path, string what)
    {
        if (_muted == 0 && Problems.Count < JsonSchema.MaxProblems)
        {
            Problems.Add($"{path} {what}");
        }

        return false;
    }

    private static string Shown(JsonNode value) => value.Kind == JsonValueKind.Null ? "null" : Short(value.Raw.ToString());

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
