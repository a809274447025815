namespace Bascule.Engine.Tests.Guardrails.Labelled.Names;

/// <summary>Names as one part of the world gives them, common ones and rarer ones alike; its share says how often it is met, against the others.</summary>
internal sealed class Culture(string language, int share, string given, string family)
{
    public string Language => language;

    public int Share => share;

    public string[] Given { get; } = Split(given);

    public string[] Family { get; } = Split(family);

    private static string[] Split(string names) => names.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
