using System.Text;

namespace Bascule.Engine.Dialects.Mistral;

/// <summary>
/// Mistral takes ids of nine letters and digits for tool calls. Another's id is mended by its own bytes only: a call's id and its result's stay alike, in every turn,
/// so that the prompt cache keeps hitting.
/// </summary>
internal static class MistralCallIds
{
    private const int Length = 9;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Fit(string id)
    {
        if (id.Length == Length && id.All(char.IsAsciiLetterOrDigit))
        {
            return id;
        }

        var hash = Encoding.UTF8.GetBytes(id).Aggregate(14695981039346656037UL, static (hash, one) => (hash ^ one) * 1099511628211UL);
        return string.Create(Length, hash, static (text, left) =>
        {
            for (var at = 0; at < text.Length; at++, left /= (ulong)Digits.Length)
            {
                text[at] = Digits[(int)(left % (ulong)Digits.Length)];
            }
        });
    }
}
