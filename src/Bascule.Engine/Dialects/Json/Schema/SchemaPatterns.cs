using System.Text.RegularExpressions;

namespace Bascule.Engine.Dialects.Json.Schema;

/// <summary>The patterns of one check, each compiled once. They are the caller's, so what they may take is bounded.</summary>
internal sealed class SchemaPatterns
{
    /// <summary>A longer one is no demand.</summary>
    private const int MaxLength = 500;

    /// <summary>Patterns of one check; more are no demands.</summary>
    private const int MaxPatterns = 100;

    /// <summary>For those that only a backtracking matcher takes (look-around, back references).</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, Regex?> _known = new(StringComparer.Ordinal);

    /// <summary>Whether the text holds the pattern; null: that cannot be said.</summary>
    public bool? Matches(string pattern, string text)
    {
        if (!_known.TryGetValue(pattern, out var regex))
        {
            if (_known.Count >= MaxPatterns)
            {
                return null;
            }

            regex = Compile(pattern);
            _known[pattern] = regex;
        }

        try
        {
            return regex?.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            _known[pattern] = null;    // it would take as long the next time
            return null;
        }
    }

    private static Regex? Compile(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MaxTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MaxTime);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
