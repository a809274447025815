using System.Globalization;

namespace Bascule.Benchmarks.Chaos;

/// <summary>The one right answer to a numbered question. Upstream and caller each make it for themselves, so that whatever the gateway does in between shows.</summary>
internal static class Expected
{
    private const string Begin = "Question ";

    /// <summary>The words of a prompt of about 1 KB that asks number <paramref name="number"/>.</summary>
    public static string Prompt(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Begin}{number}: ") + string.Concat(Enumerable.Repeat("some words of a prompt that says little. ", 24));

    /// <summary>The number that a prompt asks; 0: none.</summary>
    public static long Number(string prompt)
    {
        var end = prompt.IndexOf(':', StringComparison.Ordinal);
        return end > Begin.Length && prompt.StartsWith(Begin, StringComparison.Ordinal) && long.TryParse(prompt.AsSpan(Begin.Length, end - Begin.Length), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>The answer in pieces, each a token's length and none like another.</summary>
    public static string[] Pieces(long number, int count)
    {
        var pieces = new string[count];
        for (var i = 0; i < count; i++)
        {
            pieces[i] = string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : " ")}{(number * 31) + (i * 7919) + 1:x}");
        }

        return pieces;
    }

    public static string Text(long number, int count) => string.Concat(Pieces(number, count));
}
