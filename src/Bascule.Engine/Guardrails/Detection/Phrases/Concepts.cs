namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>What a word means to somebody who wants to turn a model round, whichever language it is of.</summary>
[Flags]
internal enum Concepts
{
    None = 0,
    Ignore = 1 << 0,
    Prior = 1 << 1,
    Rules = 1 << 2,
    Reveal = 1 << 3,
    System = 1 << 4,
    Prompt = 1 << 5,
    Your = 1 << 6,
    Bypass = 1 << 7,
    Safety = 1 << 8,
    Not = 1 << 9,
    Tell = 1 << 10,
    User = 1 << 11,
    You = 1 << 12,
    Are = 1 << 13,
    Now = 1 << 14,
    Pretend = 1 << 15,
    Without = 1 << 16,
    Limits = 1 << 17,
    Mode = 1 << 18,
    Special = 1 << 19,
    Enabled = 1 << 20,
    Jailbreak = 1 << 21,
    Unbound = 1 << 22,
    Do = 1 << 23,
    Anything = 1 << 24,
    Persona = 1 << 25,
    Refuse = 1 << 26,
    New = 1 << 27,
    Assistant = 1 << 28,
    Send = 1 << 29,
    Must = 1 << 30,
}
