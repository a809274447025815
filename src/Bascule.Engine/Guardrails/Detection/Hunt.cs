namespace Bascule.Engine.Guardrails.Detection;

/// <summary>One search of one normalised text: what is wanted, and where findings go.</summary>
internal readonly ref struct Hunt(ReadOnlySpan<byte> text, Kinds wanted, List<Finding> found)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public bool Wants(Kinds kind) => (wanted & kind) != 0;

    public void Add(Kinds kind, int start, int end) => found.Add(new Finding(KindNames.Of(kind), start, end - start));
}
