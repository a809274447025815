using System.Text;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Where a dialect's request holds what routing and policy read: the names of its members, as UTF-8.</summary>
public sealed class RequestShape
{
    /// <summary>OpenAI's chat completions and Anthropic's messages share their top level.</summary>
    public static RequestShape Messages { get; } = new("messages") { Words = Names("system"), MaxTokens = Names("max_tokens", "max_completion_tokens") };

    /// <param name="turns">The member with the conversation.</param>
    public RequestShape(string turns) => (Turns, TurnsName) = (Encoding.UTF8.GetBytes(turns), turns);

    /// <summary>The member with the conversation, e.g. <c>messages</c>; a request must have it.</summary>
    public byte[] Turns { get; }

    public string TurnsName { get; }

    /// <summary>Further members that may stand in the place of the conversation, e.g. a stored prompt.</summary>
    public byte[][] TurnsElse { get; init; } = [];

    /// <summary>The conversation may be one string, or an object, instead of an array.</summary>
    public bool TurnsOfAnyKind { get; init; }

    /// <summary>Further members whose text is the model's to read, e.g. <c>system</c>.</summary>
    public byte[][] Words { get; init; } = [];

    /// <summary>Members that cap the answer's tokens, at the top or in <see cref="Settings"/>.</summary>
    public byte[][] MaxTokens { get; init; } = [];

    /// <summary>The member that holds sampling settings where they do not stand at the top, e.g. <c>generationConfig</c>.</summary>
    public byte[] Settings { get; init; } = [];

    /// <summary>Its other spelling, if there is one.</summary>
    public byte[] SettingsElse { get; init; } = [];

    /// <summary>False: the address names the model and says whether to stream.</summary>
    public bool NamesModel { get; init; } = true;

    /// <summary>The model meant where the body names none; null: it must name one.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>What a caller is told whose request lacks <see cref="Turns"/>.</summary>
    public string TurnsMend { get; init; } = "Send an array with at least one message.";

    /// <summary>Streams unless told not to.</summary>
    public bool StreamsByDefault { get; init; }

    /// <summary>A cap below 0 means none, instead of being wrong.</summary>
    public bool UncappedBelowZero { get; init; }

    public static byte[][] Names(params string[] names) => [.. names.Select(Encoding.UTF8.GetBytes)];
}
