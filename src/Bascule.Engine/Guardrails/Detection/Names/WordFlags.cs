namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>What a word may be, as far as names go.</summary>
[Flags]
internal enum WordFlags
{
    None = 0,
    Given = 1 << 0,
    MaybeGiven = 1 << 1,
    Family = 1 << 2,
    MaybeFamily = 1 << 3,
    Title = 1 << 4,
    Greeting = 1 << 5,
    Ordinary = 1 << 6,
    NoPerson = 1 << 7,
    PlaceBefore = 1 << 8,
    Particle = 1 << 9,

    // What a word is by how it is written, or by the one behind it.
    Capitals = 1 << 10,
    Initial = 1 << 11,
    Identifier = 1 << 12,
    Firm = 1 << 13,

    AnyGiven = Given | MaybeGiven,
    AnyFamily = Family | MaybeFamily,
    AnyName = AnyGiven | AnyFamily,
}
