namespace Bascule.Engine.Guardrails.Reading;

/// <summary>How a text is written in the body, and so how another would have to be written in its place.</summary>
public enum TextForm : byte
{
    /// <summary>Bytes of a form's part, as they are.</summary>
    Plain,

    /// <summary>Within a JSON string: other text needs JSON's escapes.</summary>
    Json,

    /// <summary>Within a string of JSON that is itself in a JSON string (tool arguments): escapes twice.</summary>
    JsonInJson,

    /// <summary>A JSON number: text in its place needs quotes.</summary>
    Number,

    /// <summary>A number of JSON within a JSON string: escaped quotes.</summary>
    NumberInJson,

    /// <summary>Encoded as a whole (base64): no part of it has a place of its own, and its range is all of the encoded text.</summary>
    Encoded,

    /// <summary>Where a text cannot be replaced: a file's name in a form, a query.</summary>
    Fixed,
}
