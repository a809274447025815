using System.Text.Json;

namespace Bascule.Sandbox.Rules;

/// <summary>What a JSON value must look like; null counts as absent, as it does with most vendors.</summary>
internal abstract class Rule
{
    public static Rule Any { get; } = new AnyRule();

    public static Rule Flag { get; } = new KindRule("a boolean", JsonValueKind.True, JsonValueKind.False);

    /// <summary>An object of whatever members.</summary>
    public static Rule Map { get; } = new KindRule("an object", JsonValueKind.Object);

    /// <summary>A text; one of these, where any are given.</summary>
    public static Rule Text(params string[] values) => new TextRule(values);

    public static Rule Whole(double least = double.MinValue, double most = double.MaxValue) => new NumberRule(true, least, most);

    public static Rule Number(double least = double.MinValue, double most = double.MaxValue) => new NumberRule(false, least, most);

    public static Rule List(Rule item, int least = 0, int most = int.MaxValue) => new ListRule(item, least, most);

    /// <summary>An object of these members and no others; a name that ends in <c>!</c> is required.</summary>
    public static Rule Object(params (string Name, Rule Rule)[] members) => new ObjectRule(members);

    /// <summary>An object of these members; others are not looked at.</summary>
    public static Rule Open(params (string Name, Rule Rule)[] members) => new ObjectRule(members, open: true);

    /// <summary>The first of these whose kind of JSON it is.</summary>
    public static Rule Either(params Rule[] rules) => new EitherRule(rules);

    /// <summary>An object told from others by what stands in one member; an unknown one is refused.</summary>
    public static Rule Tagged(string tag, params (string Value, Rule Rule)[] cases) => new TaggedRule(tag, cases);

    /// <summary>What it is called in a complaint.</summary>
    public abstract string Noun { get; }

    public abstract bool Fits(JsonValueKind kind);

    /// <summary>The first thing wrong with it, or null.</summary>
    public abstract Finding? Check(JsonElement value, string path);

    public static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    protected Finding? Kind(JsonElement value, string path) =>
        Fits(value.ValueKind) ? null : new Finding(Flaw.WrongType, path, Noun, NameOf(value.ValueKind));

    private sealed class AnyRule : Rule
    {
        public override string Noun => "a value";

        public override bool Fits(JsonValueKind kind) => true;

        public override Finding? Check(JsonElement value, string path) => null;
    }

    private sealed class KindRule(string noun, params JsonValueKind[] kinds) : Rule
    {
        public override string Noun => noun;

        public override bool Fits(JsonValueKind kind) => kinds.Contains(kind);

        public override Finding? Check(JsonElement value, string path) => Kind(value, path);
    }

    private sealed class TextRule(string[] values) : Rule
    {
        public override string Noun => "a string";

        public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.String;

        public override Finding? Check(JsonElement value, string path) =>
            Kind(value, path) ?? (values.Length == 0 || values.Contains(value.GetString()) ? null : new Finding(Flaw.WrongValue, path, Quoted(values), value.GetString()!));
    }

    private sealed class NumberRule(bool whole, double least, double most) : Rule
    {
        public override string Noun => whole ? "an integer" : "a decimal";

        public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Number;

        public override Finding? Check(JsonElement value, string path)
        {
            if (Kind(value, path) is { } wrong)
            {
                return wrong;
            }

            var number = value.GetDouble();
            return whole && Math.Floor(number) != number ? new Finding(Flaw.WrongType, path, Noun, "a decimal")
                : number < least ? new Finding(Flaw.BelowMinimum, path, $"{least}", $"{number}")
                : number > most ? new Finding(Flaw.AboveMaximum, path, $"{most}", $"{number}") : null;
        }
    }

    private sealed class ListRule(Rule item, int least, int most) : Rule
    {
        public override string Noun => "an array";

        public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Array;

        public override Finding? Check(JsonElement value, string path) =>
            Kind(value, path)
            ?? (value.GetArrayLength() < least ? new Finding(Flaw.TooShort, path, $"{least}", $"{value.GetArrayLength()}") : null)
            ?? (value.GetArrayLength() > most ? new Finding(Flaw.TooLong, path, $"{most}", $"{value.GetArrayLength()}") : null)
            ?? value.EnumerateArray().Select((one, at) => item.Check(one, $"{path}[{at}]")).FirstOrDefault(finding => finding is not null);
    }

    private sealed class ObjectRule : Rule
    {
        private readonly Dictionary<string, Rule> _members;
        private readonly string[] _required;
        private readonly bool _open;

        public ObjectRule((string Name, Rule Rule)[] members, bool open = false)
        {
            _open = open;
            _members = members.ToDictionary(member => member.Name.TrimEnd('!'), member => member.Rule);
            _required = [.. members.Where(member => member.Name.EndsWith('!')).Select(member => member.Name.TrimEnd('!'))];
        }

        public override string Noun => "an object";

        public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Object;

        public override Finding? Check(JsonElement value, string path) =>
            Kind(value, path)
            ?? value.EnumerateObject().Select(member => Member(member, path)).FirstOrDefault(finding => finding is not null)
            ?? _required.Where(name => !value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
                .Select(name => new Finding(Flaw.Missing, Join(path, name), _members[name].Noun, "null")).FirstOrDefault();

        private Finding? Member(JsonProperty member, string path) =>
            !_members.TryGetValue(member.Name, out var rule) ? _open ? null : new Finding(Flaw.Unknown, Join(path, member.Name), "", "")
                : member.Value.ValueKind == JsonValueKind.Null ? null : rule.Check(member.Value, Join(path, member.Name));
    }

    private sealed class EitherRule(Rule[] rules) : Rule
    {
        public override string Noun => $"one of {string.Join(" or ", rules.Select(rule => rule.Noun))}";

        public override bool Fits(JsonValueKind kind) => rules.Any(rule => rule.Fits(kind));

        public override Finding? Check(JsonElement value, string path) =>
            Kind(value, path) ?? rules.First(rule => rule.Fits(value.ValueKind)).Check(value, path);
    }

    private sealed class TaggedRule(string tag, (string Value, Rule Rule)[] cases) : Rule
    {
        public override string Noun => "an object";

        public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Object;

        public override Finding? Check(JsonElement value, string path)
        {
            if (Kind(value, path) is { } wrong)
            {
                return wrong;
            }

            if (!value.TryGetProperty(tag, out var named) || named.ValueKind != JsonValueKind.String)
            {
                return new Finding(Flaw.Missing, Join(path, tag), "a string", "null");
            }

            var name = named.GetString()!;
            return cases.FirstOrDefault(one => one.Value == name) is { Rule: { } rule } ? rule.Check(value, path)
                : new Finding(Flaw.WrongValue, Join(path, tag), Quoted(cases.Select(one => one.Value)), name);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Quoted(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"'{value}'"));
}
