using Bascule.Engine.Policy.Conditions;

namespace Bascule.Server.Configuration;

/// <summary>Writes a condition as the language reads it.</summary>
internal static class ConditionText
{
    public static void Write(YamlText yaml, string name, Condition condition)
    {
        if (condition is AnyOf any)
        {
            yaml.OpenList(name, [.. any.Inner.Select(inner => (Action)(() => Members(yaml, inner)))]);
        }
        else
        {
            yaml.Open(name, () => Members(yaml, condition));
        }
    }

    private static void Members(YamlText yaml, Condition condition)
    {
        switch (condition)
        {
            case AllOf all:
                foreach (var inner in all.Inner)
                {
                    Members(yaml, inner);
                }

                break;
            case Not not:
                Write(yaml, "not", not.Inner);
                break;
            case { Written: [{ Name: not null }, ..] named }:
                yaml.Open(condition.Word, () =>
                {
                    foreach (var values in named)
                    {
                        Values(yaml, values.Name!, values);
                    }
                });
                break;
            case { Written: [var values] }:
                Values(yaml, condition.Word, values);
                break;
        }
    }

    private static void Values(YamlText yaml, string name, WrittenValues written)
    {
        if (written.Values is [var only])
        {
            yaml.Text(name, only);
        }
        else
        {
            yaml.List(name, written.Values);
        }
    }
}
