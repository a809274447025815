namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>Chance from a seed (SplitMix64): the same seed gives the same set on every machine and every version of the runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private const string Decimals = "0123456789";
    private ulong _state = seed;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public string Digits(int count) => From(Decimals, count);

    public string From(string alphabet, int count) => string.Create(count, (Dice: this, alphabet), static (span, state) =>
    {
        foreach (ref var letter in span)
        {
            letter = state.alphabet[state.Dice.Below(state.alphabet.Length)];
        }
    });

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
