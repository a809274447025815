using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json.Schema;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Json.Schema;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", """{}""")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"type":"integer"}""", "3.0")]
    [InlineData("""{"type":"number","multipleOf":0.01}""", "19.99")]
    [InlineData("""{"enum":[1,"a",{"b":[2]}]}""", """{"b":[2.0]}""")]
    [InlineData("""{"const":null}""", "null")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", """{"a":"x"}""")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"x":1}""")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}""", """{"x-a":"b"}""")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1,2]""")]
    [InlineData("""{"minLength":2,"maxLength":2}""", "\"😀😀\"")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aaa\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "4")]
    [InlineData("""{"oneOf":[{"minimum":5},{"maximum":3}]}""", "4.5e9")]
    [InlineData("""{"not":{"type":"string"}}""", "1")]
    [InlineData("""{"$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"integer"}},"required":["v"]}},"$ref":"#/$defs/n"}""", """{"v":1,"next":{"v":2}}""")]
    [InlineData("""{"format":"date","x-own":1,"$ref":"https://elsewhere.example/s"}""", "\"x\"")]
    [InlineData("""{"if":{"properties":{"k":{"const":1}}},"then":{"required":["v"]}}""", """{"k":2}""")]
    [InlineData("true", "[]")]
    public void Problems_OfAValidValue_AreNone(string schema, string value) => Assert.Empty(Problems(schema, value));

    [Theory]
    [InlineData("""{"type":"object"}""", "[]", "$ must be of type object")]
    [InlineData("""{"type":"integer"}""", "3.5", "$ must be of type integer")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$ must be one of \"a\", \"b\"")]
    [InlineData("""{"const":1}""", "2", "$ must be 1")]
    [InlineData("""{"required":["a","b"]}""", """{"a":1}""", "$ lacks 'b'")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b must not be there")]
    [InlineData("""{"properties":{"a":{"items":{"type":"string"}}}}""", """{"a":["x",2]}""", "$.a[1] must be of type string")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", "$[1] must not be there")]
    [InlineData("""{"minItems":2}""", "[1]", "$ must have at least 2 items")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "$ must have at most 1 characters")]
    [InlineData("""{"minimum":0.1}""", "0.05", "$ must be at least 0.1")]
    [InlineData("""{"exclusiveMaximum":5}""", "5", "$ must be less than 5")]
    [InlineData("""{"multipleOf":0.1}""", "0.25", "$ must be a multiple of 0.1")]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "$ must match the pattern ^a+$")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object","required":["a"]}]}""", "{}", "$ lacks 'a'")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", "$ must be valid against exactly one of the forms of oneOf")]
    [InlineData("""{"not":{}}""", "1", "$ has a form that is excluded")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1}]""", "$[1] stands twice")]
    [InlineData("""{"$defs":{"a":{"type":"string"}},"properties":{"x":{"$ref":"#/$defs/a"}}}""", """{"x":1}""", "$.x must be of type string")]
    [InlineData("{}", "{", "The answer is not valid JSON.")]
    public void Problems_OfAnInvalidValue_SayWhereAndWhat(string schema, string value, string problem) => Assert.Contains(problem, Problems(schema, value));

    [Theory]
    [InlineData("""{"$ref":"#"}""", "1")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""", "1")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}],"items":{"$ref":"#"}}""", "[[[[[[[[]]]]]]]]")]
    public void Problems_OfASchemaThatLeadsToItself_EndInTime(string schema, string value)
    {
        var begun = Stopwatch.StartNew();
        Assert.Single(Problems(schema, value));
        Assert.True(begun.Elapsed < TimeSpan.FromSeconds(20), begun.Elapsed.ToString());
    }

    /// <summary>Every look at a large schema passes all its members: what it costs is counted by its size.</summary>
    [Fact]
    public void Problems_OfALargeSchemaLookedAtOften_EndInTime()
    {
        var members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"x{i}\":0"));
        var value = $"[{string.Join(',', Enumerable.Repeat("1", 2_000))}]";

        Assert.Contains("too much work", Assert.Single(Problems("{" + members + ""","items":{"$ref":"#/y"},"y":{"type":"integer"}}""", value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(?=(a+)+$)b")]
    [InlineData("(")]
    public void Problems_OfAnEvilPattern_EndInTime(string pattern)
    {
        var begun = Stopwatch.StartNew();
        Problems($$$"""{"items":{"pattern":"{{{pattern}}}"}}""", "[" + string.Join(',', Enumerable.Repeat("\"" + new string('a', 5000) + "!\"", 20)) + "]");
        Assert.True(begun.Elapsed < TimeSpan.FromSeconds(20), begun.Elapsed.ToString());
    }

    [Fact]
    public void Problems_OfAValueAgainstItsOwnForm_AreNone() => Values.Sample(value => Assert.Empty(Problems(FormOf(value), Text(value))));

    [Fact]
    public void Problems_OfAnyBytes_NeverThrow() => Gen.Select(Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 60]).Sample((schema, value) =>
        JsonSchema.Problems(new RawJson(schema), value));

    [Fact]
    public void Problems_OfAnyFormAndValue_NeverThrow() => Gen.Select(Values, Values).Sample((schema, value) => Problems(Text(schema), Text(value)));

    private static readonly string[] Words = ["type", "enum", "items", "properties", "a", "$ref", "pattern", "anyOf", "minimum", "required"];

    private static readonly Gen<string> Names = Gen.Int[0, Words.Length - 1].Select(at => Words[at]);

    private static readonly Gen<object?> Values = Gen.Recursive<object?>((depth, inner) => depth > 3
        ? Gen.Int.Select(number => (object?)number)
        : Gen.OneOf(
            Gen.Int.Select(number => (object?)number),
            Gen.Bool.Select(flag => (object?)flag),
            Gen.Const((object?)null),
            Gen.String[Gen.Char["abc\u00e9$/"], 0, 4].Select(text => (object?)text),
            inner.Array[0, 3].Select(items => (object?)items),
            Gen.Select(Names, inner)
                .Array[0, 3].Select(members => (object?)members.DistinctBy(member => member.Item1).ToDictionary(member => member.Item1, member => member.Item2))));

    private static string FormOf(object? value) => value switch
    {
        null => """{"type":"null"}""",
        bool => """{"type":"boolean"}""",
        int number => $$"""{"type":"integer","minimum":{{Text(number)}},"const":{{Text(number)}} }""",
        string text => $$"""{"type":"string","enum":["zzz",{{Text(text)}}],"maxLength":{{text.Length}} }""",
        object?[] items => $$"""{"type":"array","prefixItems":[{{string.Join(',', items.Select(FormOf))}}],"items":false,"minItems":{{items.Length}} }""",
        Dictionary<string, object?> members => $$"""{"type":"object","additionalProperties":false,"required":[{{string.Join(',', members.Keys.Select(Text))}}],"properties":{ {{string.Join(',', members.Select(member => $"{Text(member.Key)}:{FormOf(member.Value)}"))}} } }""",
        _ => "false",
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        string text => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
        object?[] items => "[" + string.Join(',', items.Select(Text)) + "]",
        Dictionary<string, object?> members => "{" + string.Join(',', members.Select(member => $"{Text(member.Key)}:{Text(member.Value)}")) + "}",
        _ => "0",
    };

    private static IReadOnlyList<string> Problems(string schema, string value) => JsonSchema.Problems(RawJson.FromText(schema), Encoding.UTF8.GetBytes(value));
}
