using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Hub values as text that a person can check: members without a value are left out.</summary>
internal static class HubText
{
    public static string Render(object? value)
    {
        var text = new StringBuilder();
        Render(value, "", text);
        return text.ToString();
    }

    public static string Lines(IEnumerable<AnswerEvent> events) => string.Concat(events.Select(said => Line(said) + "\n"));

    public static string Line(object said)
    {
        var members = Members(said).Select(member => $"{member.Name}={(Simple(member.Value) ?? "(" + Line(member.Value!) + ")")}");
        return $"{said.GetType().Name} {string.Join(' ', members)}".TrimEnd();
    }

    private static void Render(object? value, string indent, StringBuilder text)
    {
        if (Simple(value) is { } simple)
        {
            text.Append(' ').Append(simple).Append('\n');
            return;
        }

        if (value is IEnumerable items)
        {
            text.Append('\n');
            foreach (var item in items)
            {
                text.Append(indent).Append('-');
                Render(item, indent + "  ", text);
            }

            return;
        }

        text.Append(' ').Append(value!.GetType().Name.Split('`')[0]).Append('\n');
        foreach (var (name, member) in Members(value))
        {
            text.Append(indent).Append(name).Append(':');
            Render(member, indent + "  ", text);
        }
    }

    private static string? Simple(object? value) => value switch
    {
        null => "null",
        string words => words.Replace("\n", "\\n", StringComparison.Ordinal),
        Enum or bool or RawJson => value.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static IEnumerable<(string Name, object? Value)> Members(object value) =>
        from member in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where member.GetIndexParameters().Length == 0 && member.Name is not ("EqualityContract" or "IsEmpty")
        let told = member.GetValue(value)
        where told is not (null or "" or false or RawJson { IsAbsent: true }) && told is not ICollection { Count: 0 } && !(told is Sampling sampling && sampling == new Sampling())
        select (member.Name, (object?)told);
}
