namespace Bascule.Engine.Guardrails.Reading;

/// <summary>What a request brings that detectors cannot read: it may hold anything.</summary>
[Flags]
public enum UnreadableParts : byte
{
    None = 0,
    Image = 1,
    Audio = 2,

    /// <summary>A document, by its bytes, its address or its id.</summary>
    File = 4,

    /// <summary>Text as token numbers.</summary>
    Tokens = 8,

    /// <summary>A body that is not read to its end.</summary>
    Rest = 16,
}
