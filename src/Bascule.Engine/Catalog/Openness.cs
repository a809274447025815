namespace Bascule.Engine.Catalog;

/// <summary>How far a model is open; weights under a free licence without the training data are open weights, not open source.</summary>
public enum Openness
{
    Closed,
    OpenWeights,
    OpenSource,
}

/// <summary>The words for it in configs and answers.</summary>
public static class OpennessWords
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Openness>().Select(ToWord)];

    public static string ToWord(this Openness openness) => openness switch
    {
        Openness.Closed => "closed",
        Openness.OpenWeights => "open-weights",
        _ => "open-source",
    };

    /// <summary>Null: it is none of the words.</summary>
    public static Openness? Parse(string? word) => word switch
    {
        "closed" => Openness.Closed,
        "open-weights" => Openness.OpenWeights,
        "open-source" => Openness.OpenSource,
        _ => null,
    };
}
