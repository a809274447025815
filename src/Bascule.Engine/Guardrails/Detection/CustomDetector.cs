using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>A detector of the operator's own: a regular expression, or a list of words.</summary>
public sealed partial class CustomDetector
{
    // A pattern is written by hand and a list may be a customer file; past these, memory and the time to compile would grow without sense.
    public const int MaxPatternLength = 1000;
    public const int MaxRepeat = 1000;
    public const int MaxWords = 10_000;
    public const int MaxWordLength = 200;

    private readonly Dictionary<char, string[]>? _byFirst;

    private CustomDetector(string name, Regex? pattern, string[] words)
    {
        (Name, Pattern) = (name, pattern);
        if (words.Length > 0)
        {
            Words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
            _byFirst = words.GroupBy(word => char.ToLowerInvariant(word[0]))
                .ToDictionary(group => group.Key, group => group.OrderByDescending(word => word.Length).ToArray());
        }
    }

    public string Name { get; }

    internal Regex? Pattern { get; }

    internal SearchValues<string>? Words { get; }

    /// <summary>Compiles a pattern that is matched in time linear in the text, whatever the text is.</summary>
    /// <param name="error">What is wrong with the name or the pattern, in the operator's words.</param>
    public static bool TryRegex(string name, string pattern, [NotNullWhen(true)] out CustomDetector? detector, [NotNullWhen(false)] out string? error)
    {
        detector = null;
        error = WrongName(name) ?? WrongPattern(pattern);
        if (error is not null)
        {
            return false;
        }

        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (regex.IsMatch(""))
            {
                error = "the pattern matches the empty text, and so would be found everywhere";
                return false;
            }

            detector = new CustomDetector(name, regex, []);
            return true;
        }
        catch (NotSupportedException)
        {
            error = "the pattern uses look-around, back-references or atomic groups, which can't be matched in time linear in the text; write it without them";
        }
        catch (ArgumentException e)
        {
            error = $"the pattern is no regular expression: {e.Message}";
        }

        return false;
    }

    /// <summary>Compiles words and phrases, found whole and in any case.</summary>
    public static bool TryWords(string name, IReadOnlyList<string> words, [NotNullWhen(true)] out CustomDetector? detector, [NotNullWhen(false)] out string? error)
    {
        detector = null;
        var trimmed = words.Select(word => word.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        error = WrongName(name) ?? trimmed switch
        {
            [] => "the list of words is empty",
            { Length: > MaxWords } => $"the list has {trimmed.Length} words; at most {MaxWords} are taken",
            _ when trimmed.Contains("") => "the list has an empty word",
            _ when trimmed.FirstOrDefault(word => word.Length > MaxWordLength) is { } => $"a word of the list is longer than {MaxWordLength} characters",
            _ => null,
        };
        detector = error is null ? new CustomDetector(name, null, trimmed) : null;
        return detector is not null;
    }

    /// <summary>The length of the longest word that begins the text, 0 where none does or it goes on as a longer word.</summary>
    internal int WordAt(ReadOnlySpan<char> text, int at)
    {
        if (_byFirst is null || (at > 0 && GoesOn(text[at - 1], text[at])) || !_byFirst.TryGetValue(char.ToLowerInvariant(text[at]), out var words))
        {
            return 0;
        }

        foreach (var word in words)
        {
            var end = at + word.Length;
            if (text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase) && (end == text.Length || !GoesOn(text[end - 1], text[end])))
            {
                return word.Length;
            }
        }

        return 0;
    }

    private static bool GoesOn(char left, char right) => IsWord(left) && IsWord(right);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static string? WrongName(string name) => name switch
    {
        "" => "a detector wants a name",
        _ when KindNames.Find(name) != Kinds.None => $"'{name}' is the name of a built-in detector",
        _ => null,
    };

    private static string? WrongPattern(string pattern) => pattern.Length switch
    {
        0 => "the pattern is empty",
        > MaxPatternLength => $"the pattern has {pattern.Length} characters; at most {MaxPatternLength} are taken",
        _ when Repeats().Matches(pattern).Any(count => count.ValueSpan.Length > 4 || int.Parse(count.ValueSpan) > MaxRepeat) =>
            $"the pattern repeats something more than {MaxRepeat} times",
        _ => null,
    };

    [GeneratedRegex(@"(?<=\{\d*,?)\d+(?=,?\d*\})")]
    private static partial Regex Repeats();
}
