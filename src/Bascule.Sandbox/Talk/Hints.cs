using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Talk;

/// <summary>Numbers, quoted words and places of a prompt, handed out in order to the fields of a schema.</summary>
internal sealed partial class Hints
{
    private readonly Queue<decimal> _numbers;
    private readonly Queue<string> _words;
    private readonly string? _solved;

    public Hints(string text, string? solved)
    {
        _solved = solved;
        _numbers = new(solved is not null && decimal.TryParse(solved, out var one) ? [one] : Numbers().Matches(text).Take(64).Select(match => decimal.Parse(match.Value)));
        _words = new(Words().Matches(text).Take(64).Select(match => match.Groups[1].Value + match.Groups[2].Value));
    }

    public decimal Number(decimal fallback) => _numbers.TryDequeue(out var number) ? number : fallback;

    public string Word(string field) => _solved ?? (_words.TryDequeue(out var word) ? word : $"simulated {field}");

    [GeneratedRegex(@"(?<![\w.])-?\d{1,15}(?:\.\d{1,6})?(?![\w])")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"""([^""\n]{1,200})""|\b(?:in|at|for|of|from|to|near|about|with) (?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)*)")]
    private static partial Regex Words();
}
