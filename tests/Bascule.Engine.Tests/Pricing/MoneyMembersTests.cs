using System.Reflection;

namespace Bascule.Engine.Tests.Pricing;

/// <summary>Money is never a binary fraction: no member of the engine that is named for money holds a float or a double.</summary>
public sealed class MoneyMembersTests
{
    private static readonly string[] MoneyWords = ["Usd", "Cost", "Price", "Nano"];

    [Fact]
    public void Engine_MembersNamedForMoney_AreNoFloats() => Assert.Empty(WrongMembers(typeof(Journey).Assembly.GetTypes()));

    [Fact]
    public void Engine_AMemberThatIsAFloat_IsSeen() =>
        Assert.Equal(["Bad.CostUsd", "Bad.Price", "Bad._usd"], WrongMembers([typeof(Bad)]).Order(StringComparer.Ordinal));

    private static IEnumerable<string> WrongMembers(IEnumerable<Type> types) =>
        types.SelectMany(type => type.GetMembers(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => Array.Exists(MoneyWords, word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Where(member => !member.Name.Contains("nanosecond", StringComparison.OrdinalIgnoreCase))
            .Where(member => !member.Name.StartsWith('<') && member is not MethodInfo { IsSpecialName: true })
            .Where(member => TypesOf(member).Any(IsFloat))
            .Select(member => $"{type.Name}.{member.Name}"))
        .Distinct();

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static bool IsFloat(Type type) =>
        type == typeof(float) || type == typeof(double) || type == typeof(Half)
        || (type.HasElementType && IsFloat(type.GetElementType()!))
        || type.GenericTypeArguments.Any(IsFloat);

    private sealed record Bad(long Nano)
    {
        private readonly float _usd = 1;

        public bool IsDear => _usd > 1;

        public double CostUsd { get; init; }

        public static decimal? Price(float? perMillion) => perMillion is null ? null : 0m;
    }
}
