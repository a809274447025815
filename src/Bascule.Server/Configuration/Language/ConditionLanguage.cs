using Bascule.Engine.Dialects.Json;
using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>What may stand in a <c>when</c>, wherever the language has one.</summary>
internal static class ConditionLanguage
{
    public static readonly NamedShape When = new("when", static () => Condition!);

    private static readonly ListShape AnyWord = new(Text, OrOne: true);

    private static readonly RecordShape Condition = new(
    [
        new("tier", AnyWord, "the caller's tier is one of these"),
        new("key", AnyWord, "the caller's key has one of these names"),
        new("team", AnyWord, "the key belongs to one of these teams"),
        new("tag", new MapShape("tag", AnyWord), "each tag named has one of these values"),
        new("data_class", DataClass, "the request is of this class or a higher one"),
        new("header", new MapShape("header", AnyWord), "each header named has one of these values"),
        new("has", new ListShape(Choice([.. HasWords.All]), OrOne: true), "the request brings or wants one of these"),
        new("input_tokens_over", Whole(0, 1_000_000_000), "the estimated input is longer than this"),
        new("difficulty_over", null, "the request is harder than this") { Part = 'H' },
        new("session", AnyWord, "x-bascule-session is one of these"),
        new("hours", new ListShape(Hours, OrOne: true), "the clock lies in one of these spans, as 22:00-06:00 Europe/Berlin"),
        new("share", Share, "a share of sessions, or of requests without one"),
        new("not", When, "what must not hold"),
    ], new ListShape(When));
}
