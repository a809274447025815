using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>The keys below a route's <c>cache.semantic</c>.</summary>
internal static class SemanticLanguage
{
    private static readonly ScalarShape Similarity = new(
        "a similarity",
        text => Scalars.TryNumber(text, out var number) && number is >= 0.80m and <= 1 && decimal.Round(number, 2) == number ? null : new("not a similarity that can be proved", "write hundredths from 0.80 to 1.00, as 0.95"),
        "number", "^(0\\.[89]\\d?|1(\\.0+)?)$");

    private static readonly ScalarShape FalseHits = new(
        "a share of false hits",
        text => Scalars.TryNumber(text, out var number) && number is >= 0.0005m and <= 0.2m ? null : new("not a share that can be promised", "write a number from 0.0005 to 0.2, as 0.01 for one in a hundred"),
        "number", "^0\\.\\d+$");

    private static readonly ScalarShape Checked = new(
        "a share of hits",
        text => Scalars.TryNumber(text, out var number) && number is >= 0.01m and <= 1 ? null : new("not a share by which anything would be noticed", "write a number from 0.01 to 1, as 0.1"),
        "number", "^(0\\.\\d+|1(\\.0+)?)$");

    public static readonly RecordShape Semantic = new(
    [
        Key("embedder", Text, "the deployment that makes vectors of questions: declared, or PROVIDER/UPSTREAM"),
        Key("min_similarity", Similarity, "from which cosine on a question may have another's answer", "0.95"),
        Key("max_false_hits", FalseHits, "the most hits that may be false: none is served before that is proved", "0.01"),
        Key("judge", Text, "a deployment that is asked whether two answers say the same; unset: their words are compared"),
        Key("check_share", Checked, "the share of hits that are asked all the same once the route is open", "0.1"),
        Key("timeout", Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)), "how long a question waits for its vector", "300ms"),
    ]);

    private static ConfigKey Key(string name, Shape shape, string about, string? standard = null) => new(name, shape, about) { Default = standard };
}
