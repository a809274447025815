using System.Buffers;
using System.Text;

namespace Bascule.Engine.Caching.Semantic.Reading;

/// <summary>What of a text must be the same in another before the two may mean the same: found by rule, without a model, and rather too much than too little.</summary>
public sealed class TextFacts
{
    /// <summary>A language of an alphabet that has no capitals: names cannot be told from other words there.</summary>
    private const int CaselessFrom = 100;

    private static readonly SearchValues<char> Money = SearchValues.Create("$€£¥%°");

    private static readonly char[] Blanks = [' ', '\t', '\r', '\n', '\u00a0', '\u3000'];

    private readonly List<string> _numbers = [];
    private readonly List<string> _names = [];
    private readonly List<string> _turns = [];
    private readonly List<string> _code = [];
    private readonly List<string> _words = [];
    private readonly int[] _languages = new int[TextWords.LanguageCount];

    private TextFacts()
    {
    }

    /// <summary>In order, written in one way: <c>1,000</c> is <c>1000</c>, <c>two</c> is <c>2</c>, and a unit stays with its number.</summary>
    public IReadOnlyList<string> Numbers => _numbers;

    /// <summary>Names, quotations, identifiers and addresses, in order: from Paris to Rome is not from Rome to Paris.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How often something is denied.</summary>
    public int Negations { get; private set; }

    /// <summary>Words that have an opposite, and those of how many, in order.</summary>
    public IReadOnlyList<string> Turns => _turns;

    /// <summary>Blocks and spans of code, without the blanks at their lines' ends.</summary>
    public IReadOnlyList<string> Code => _code;

    /// <summary>Every other word, in lower case.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>A number of the language, or of the alphabet from <see cref="CaselessFrom"/> on; 0: not known.</summary>
    public int Language { get; private set; }

    /// <summary>Reads a text.</summary>
    /// <param name="isAnswer">The numbers that count a list's items are none then.</param>
    public static TextFacts Of(string text, bool isAnswer = false)
    {
        var facts = new TextFacts();
        facts.ReadWords(facts.TakeCode(text), isAnswer);
        facts.Language = Scripts.Of(text) is > 0 and var script ? CaselessFrom + script : facts.Spoken();
        if (facts.Language >= CaselessFrom)
        {
            facts._names.AddRange(facts._words);
        }

        return facts;
    }

    /// <summary>Whether two texts may be of one language.</summary>
    public static bool MayBeSame(int one, int other) => one == other || (Math.Min(one, other) == 0 && Math.Max(one, other) < CaselessFrom);

    private string TakeCode(string text)
    {
        if (!text.Contains('`'))
        {
            return text;
        }

        var rest = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var begin = text.IndexOf('`', at);
            if (begin < 0)
            {
                break;
            }

            var fence = text.AsSpan(begin).StartsWith("```") ? "```" : "`";
            var end = text.IndexOf(fence, begin + fence.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            rest.Append(text, at, begin - at).Append(' ');
            _code.Add(string.Join('\n', text[(begin + fence.Length)..end].Split('\n').Select(line => line.TrimEnd())).Trim('\n'));
            at = end + fence.Length;
        }

        return rest.Append(text, at, text.Length - at).ToString();
    }

    private void ReadWords(string text, bool isAnswer)
    {
        var startsSentence = true;
        var startsLine = true;
        var wasNumber = false;
        var at = 0;
        while (at < text.Length)
        {
            if (Array.IndexOf(Blanks, text[at]) >= 0)
            {
                startsLine |= text[at] == '\n';
                startsSentence |= text[at] == '\n';
                at++;
                continue;
            }

            var end = text.IndexOfAny(Blanks, at);
            end = end < 0 ? text.Length : end;
            var piece = text.AsSpan(at, end - at);
            var word = piece.Trim("()[]{}<>\"'.,;:!?…«»“”„‘’*_#|—–-").ToString();
            if (startsLine && isAnswer && IsOrdinal(piece))
            {
                startsSentence = true;
            }
            else if (word.Length > 0)
            {
                wasNumber = Read(word, piece, startsSentence, isAnswer, wasNumber);
                startsSentence = piece[^1] is '.' or '!' or '?' or ':' or '…';
            }

            startsLine = false;
            at = end;
        }
    }

    /// <summary><c>2.</c> or <c>2)</c>, as items of a list begin.</summary>
    private static bool IsOrdinal(ReadOnlySpan<char> piece) => piece.Length is 2 or 3 && piece[^1] is '.' or ')' && !piece[..^1].ContainsAnyExceptInRange('0', '9');

    private bool Read(string word, ReadOnlySpan<char> piece, bool startsSentence, bool isAnswer, bool wasNumber)
    {
        var lower = word.ToLowerInvariant().Replace('’', '\'');
        if (word.Contains("://", StringComparison.Ordinal) || word.Contains('@') || word.Contains('/') || word.Contains('\\') || word.Contains('_'))
        {
            _names.Add(lower);
            return false;
        }

        if (word.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return ReadDigits(lower, piece);
        }

        if (TextWords.NumberOf(lower) is { } number && !(wasNumber && TextWords.Units.Contains(lower)))
        {
            _numbers.Add(number);
            return true;
        }

        if (wasNumber && TextWords.Units.Contains(lower.TrimEnd('s')))
        {
            _numbers[^1] += " " + lower.TrimEnd('s');
            return false;
        }

        if (TextWords.Negating.Contains(lower) || lower.EndsWith("n't", StringComparison.Ordinal) || lower.StartsWith("non-", StringComparison.Ordinal) || lower is "dont" or "doesnt" or "cant" or "wont" or "isnt")
        {
            Negations++;
        }
        else if (TextWords.Opposing.Contains(lower))
        {
            _turns.Add(lower);
        }
        else if (IsName(word, lower, piece, startsSentence, isAnswer))
        {
            _names.Add(lower.EndsWith("'s", StringComparison.Ordinal) ? lower[..^2] : lower);
        }

        Speak(lower);
        return false;
    }

    private bool ReadDigits(string lower, ReadOnlySpan<char> piece)
    {
        var digits = lower.Trim('$', '€', '£', '¥', '%', '+', '~', '°').TrimEnd('s');
        var sign = piece.IndexOfAny(Money) is >= 0 and var at ? piece[at].ToString() : "";
        var letters = digits.AsSpan().IndexOfAnyInRange('a', 'z');
        if (letters < 0 || (letters > 0 && TextWords.Units.Contains(digits[letters..].TrimEnd('.'))))
        {
            var unit = letters < 0 ? sign : digits[letters..];
            var plain = Plain(letters < 0 ? digits : digits[..letters]);
            _numbers.Add(unit.Length == 0 ? plain : $"{plain} {unit}");
            return unit.Length == 0;
        }

        _names.Add(lower);    // GPT-4, B12, 3rd
        return false;
    }

    /// <summary>Without the commas between thousands and the zeros at the end.</summary>
    private static string Plain(string digits)
    {
        var parts = digits.Split(',');
        var plain = parts.Length > 1 && parts[1..].All(part => part.Length == 3 || (part.Length > 3 && part[3] == '.')) ? string.Concat(parts) : digits;
        return plain.Contains('.') && plain.IndexOf('.') == plain.LastIndexOf('.') && !plain.Contains(':') ? plain.TrimEnd('0').TrimEnd('.') : plain;
    }

    // What begins a question may be a name as well; what begins one of an answer's many sentences mostly is none, and is compared as a word.
    private static bool IsName(string word, string lower, ReadOnlySpan<char> piece, bool startsSentence, bool isAnswer)
    {
        var quoted = piece.Length > word.Length + 1 && piece[0] is '"' or '“' or '«' or '„';
        var capitals = word.Count(char.IsUpper);
        return quoted || (capitals > 0 && lower is not ("i" or "i'm" or "i'd" or "i've" or "i'll") && (!char.IsUpper(word[0]) || capitals > 1 || !startsSentence || (!isAnswer && !TextWords.Opening.Contains(lower))));
    }

    private void Speak(string lower)
    {
        for (var (bits, language) = (TextWords.LanguagesOf(lower), 0); bits != 0; bits >>= 1, language++)
        {
            _languages[language] += bits & 1;
        }

        if (Scripts.Of(lower) > 0)
        {
            _words.AddRange(lower.EnumerateRunes().Where(rune => Rune.IsLetterOrDigit(rune)).Select(rune => rune.ToString()));    // no blanks between words there
        }
        else
        {
            _words.Add(lower);
        }
    }

    private int Spoken()
    {
        var best = _languages.Max();
        var at = Array.IndexOf(_languages, best);
        return best == 0 || _languages.Count(count => count == best) > 1 ? 0 : at + 1;
    }
}
