using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json.Schema;

namespace Bascule.Engine.Tests.Dialects.Json.Schema;

public sealed class ClosedSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""")]
    [InlineData("""{"properties":{"a":{"type":["object","null"],"properties":{}}},"additionalProperties":false}""", """{"properties":{"a":{"type":["object","null"],"properties":{},"additionalProperties":false}},"additionalProperties":false}""")]
    [InlineData("""{"type":"array","items":{"anyOf":[{"properties":{}},{"$ref":"#/$defs/x"}]},"$defs":{"x":{"properties":{"properties":{"type":"number"}}}}}""",
        """{"type":"array","items":{"anyOf":[{"properties":{},"additionalProperties":false},{"$ref":"#/$defs/x"}]},"$defs":{"x":{"properties":{"properties":{"type":"number"}},"additionalProperties":false}}}""")]
    public void Of_ObjectsThatSayNothing_AreClosed(string schema, string closed) => Assert.Equal(closed, ClosedSchema.Of(RawJson.FromText(schema)).ToString());

    [Theory]
    [InlineData("""{ "type": "object", "properties": {}, "additionalProperties": false }""")]
    [InlineData("""{ "enum": [{ "type": "object" }] }""")]
    [InlineData("true")]
    public void Of_OneThatIsClosed_StaysByteForByte(string schema) => Assert.Equal(schema, ClosedSchema.Of(RawJson.FromText(schema)).ToString());

    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":true}""")]
    [InlineData("""{"type":"object","properties":{"map":{"type":"object","additionalProperties":{"type":"string"}}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]}""")]
    [InlineData("{")]
    public void Of_ObjectsThatAreOpenOnPurpose_IsNone(string schema) => Assert.Null(ClosedSchema.Of(RawJson.FromText(schema)));
}
