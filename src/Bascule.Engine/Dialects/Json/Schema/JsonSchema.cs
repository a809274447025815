using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json.Schema;

/// <summary>
/// Holds a JSON value against a JSON schema (2020-12, what models are given of it): types, values, objects, arrays, numbers, lengths, patterns, combinations, local references.
/// <c>format</c> and what it does not know are no demands. A schema of a caller's own making cannot make it run long: depth and work are bounded.
/// </summary>
public static class JsonSchema
{
    /// <summary>Values and schemas laid against each other at most: some thousand times what a real answer takes.</summary>
    public const int MaxWork = 200_000;

    /// <summary>Schemas within schemas; a reference that leads to itself ends here.</summary>
    public const int MaxDepth = 128;

    /// <summary>Problems told: what a model can mend at once.</summary>
    public const int MaxProblems = 5;

    /// <summary>What is wrong with the value, each with its path (<c>$.items[2].price must be a number</c>); none: it is valid.</summary>
    public static IReadOnlyList<string> Problems(RawJson schema, ReadOnlyMemory<byte> value)
    {
        using var demanded = JsonReading.TryParse(schema.Utf8, paths: false);
        using var given = JsonReading.TryParse(value, paths: false);
        if (given is null)
        {
            return ["The answer is not valid JSON."];
        }

        if (demanded is null)
        {
            return [];
        }

        var check = new SchemaCheck(demanded.Root);
        check.Check(given.Root);
        return check.Exhausted ? ["The schema takes too much work to hold the answer against."] : check.Problems;
    }
}
