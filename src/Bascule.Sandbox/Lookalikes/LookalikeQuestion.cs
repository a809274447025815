using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bascule.Sandbox.Talk;

namespace Bascule.Sandbox.Lookalikes;

/// <summary>A question of a stream: what it means, one of the forms it can be written in, and what is answered.</summary>
public sealed record LookalikeQuestion(LookalikeFrame Frame, int Form, string Thing, string Place, string Other, int Number, string Turn, bool Denied, string Qualifier)
{
    private const int FactWords = 14;

    /// <summary>Two questions mean the same where this is the same.</summary>
    public string Meaning => string.Join('|', Frame.Name, Has("{x}") ? Thing : "", Has("{p}") ? Place : "", Has("{q}") ? Other : "", Has("{n}") ? Number : 0, Has("{t}") ? Turn : "", Denied, Qualifier);

    public string Text
    {
        get
        {
            var form = Frame.Forms[Form];
            var text = form.Replace("{x}", Thing, StringComparison.Ordinal).Replace("{p}", Place, StringComparison.Ordinal).Replace("{q}", Other, StringComparison.Ordinal)
                .Replace("{n}", Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{t}", Turn, StringComparison.Ordinal).Replace("{not}", Denied ? "not " : "", StringComparison.Ordinal);
            return Qualifier.Length == 0 ? text : $"{text.TrimEnd('?', '.')} {Qualifier}?";
        }
    }

    /// <summary>Whether its frame has a place, such as <c>{n}</c> for a number.</summary>
    public bool Has(string place) => Frame.Forms[0].Contains(place, StringComparison.Ordinal);

    /// <summary>What a model says to it: the facts are those of its meaning, the words around them of the occasion.</summary>
    /// <param name="occasion">Two of them: two answers to one question.</param>
    /// <param name="noise">How many of a hundred facts a model tells otherwise the second time.</param>
    public string Answer(int occasion, int noise = 0)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Meaning));
        var lead = LookalikeWords.Leads[(uint)occasion % LookalikeWords.Leads.Length];
        var facts = Enumerable.Range(0, FactWords).Select(at => LookalikeWords.Facts[((hash[at] << 3) ^ (Slips(occasion, at, noise) ? 5 : 0)) % LookalikeWords.Facts.Length]);
        return $"{lead} {Frame.Boilerplate} {string.Join(' ', facts)}.";
    }

    /// <summary>A simulated embedding: what shares words lies near.</summary>
    public float[] Vector(int dimensions) => Vectors.Of(Text, dimensions);

    private static bool Slips(int occasion, int at, int noise) => noise > 0 && HashCode(occasion, at) % 100 < noise;

    private static int HashCode(int occasion, int at) => (int)((((uint)occasion * 2654435761u) ^ ((uint)at * 40503u)) >> 8 & 0xffff);
}
