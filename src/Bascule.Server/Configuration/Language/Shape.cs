namespace Bascule.Server.Configuration.Language;

/// <summary>Why a value does not fit its shape, and what to write instead.</summary>
internal sealed record Complaint(string Message, string Mend);

/// <summary>What a value may be. Known are a scalar, a list, a mapping of free names and a record of known keys.</summary>
internal abstract record Shape;

/// <summary>A scalar whose text must pass a test.</summary>
/// <param name="Words">What is expected, e.g. <c>a duration like 30s</c>.</param>
/// <param name="Check">The complaint about a text, or null.</param>
/// <param name="Type">The JSON type that may stand beside a string in the schema, or null.</param>
/// <param name="Pattern">The schema's pattern, or null.</param>
internal sealed record ScalarShape(string Words, Func<string, Complaint?> Check, string? Type = null, string? Pattern = null) : Shape
{
    /// <summary>The values of an enumeration that this version obeys.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>A list; <paramref name="OrOne"/> lets a single value stand for a list of one.</summary>
internal sealed record ListShape(Shape Item, bool OrOne = false) : Shape;

/// <summary>A mapping whose names the operator chooses.</summary>
internal sealed record MapShape(string Names, Shape Item) : Shape;

/// <summary>A mapping whose keys are known; <paramref name="Short"/> is what may stand in its place.</summary>
internal sealed record RecordShape(IReadOnlyList<ConfigKey> Keys, ListShape? Short = null) : Shape;

/// <summary>A shape that stands in several places, or within itself: the schema describes it once, under its name.</summary>
internal sealed record NamedShape(string Name, Func<Shape> Of) : Shape;

/// <summary>One key of the language.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What it holds; null for a key that a later part brings.</param>
/// <param name="About">One line of description.</param>
internal sealed record ConfigKey(string Name, Shape? Shape, string About)
{
    public string? Default { get; init; }

    /// <summary>The letter of the part that brings the key, or null where it is obeyed already.</summary>
    public char? Part { get; init; }

    /// <summary>The values of a later key that say what this version does anyway.</summary>
    public IReadOnlyList<string> Obeyed { get; init; } = [];
}

/// <summary>The parts of Bascule by their letters.</summary>
internal static class Parts
{
    public static string Name(char part) => part switch
    {
        'G' => "part G, see",
        'H' => "part H, lab",
        _ => "a later part",
    };
}
