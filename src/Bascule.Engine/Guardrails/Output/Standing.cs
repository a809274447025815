namespace Bascule.Engine.Guardrails.Output;

/// <summary>Where a byte of JSON stands; of other text all is as in a string.</summary>
internal enum Standing : byte
{
    /// <summary>Outside strings: a number, a word, a sign.</summary>
    Bare,

    /// <summary>Within a string.</summary>
    Quoted,

    /// <summary>The quote that opens one.</summary>
    Opens,

    /// <summary>The quote that closes one.</summary>
    Closes,
}
