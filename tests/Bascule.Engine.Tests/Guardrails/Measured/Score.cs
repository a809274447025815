namespace Bascule.Engine.Tests.Guardrails.Measured;

/// <summary>How one detector did: what it was to find, what it found, and what it found that nobody had put there.</summary>
internal sealed class Score(string kind)
{
    public string Kind => kind;

    public int Labelled { get; set; }

    public int Found { get; set; }

    public int Disguised { get; set; }

    public int DisguisedFound { get; set; }

    public int Findings { get; set; }

    public int Right { get; set; }

    /// <summary>Findings in texts that hold nothing.</summary>
    public int InInnocent { get; set; }

    public double Recall => Share(Found, Labelled);

    public double DisguisedRecall => Share(DisguisedFound, Disguised);

    public double Precision => Share(Right, Findings);

    private static double Share(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
