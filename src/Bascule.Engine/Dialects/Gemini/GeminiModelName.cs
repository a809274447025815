using System.Globalization;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>What a model's name says about how it is asked to think. A name that says nothing is taken for the newest generation's elder: asked by budget.</summary>
internal readonly record struct GeminiModelName(double? Generation, bool IsPro)
{
    public static GeminiModelName Of(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        const string prefix = "gemini-";
        if (!last.StartsWith(prefix, StringComparison.Ordinal))
        {
            return default;
        }

        var rest = last[prefix.Length..];
        var end = rest.IndexOf('-', StringComparison.Ordinal);
        var number = double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var generation) ? generation : (double?)null;
        return new GeminiModelName(number, rest.Contains("-pro", StringComparison.Ordinal));
    }

    /// <summary>From the third generation on a level is said, not a budget, and a call in the history must be signed.</summary>
    public bool ByLevel => Generation >= 3;

    /// <summary>Before 2.5 none thinks, and <c>thinkingConfig</c> is refused.</summary>
    public bool NeverThinks => Generation < 2.5;
}
