using System.Buffers;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>How one vendor's keys look: how they begin, what follows, and how much of it.</summary>
internal sealed class SecretForm(string vendor, string prefix, SearchValues<byte> alphabet, int min, int max)
{
    private readonly byte[] _prefix = Encoding.ASCII.GetBytes(prefix);

    public string Vendor { get; } = vendor;

    public byte First => _prefix[0];

    /// <summary>The length of the key that begins there; 0 where none does.</summary>
    public int Match(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(_prefix))
        {
            return 0;
        }

        // One byte more than allowed is read, to see whether it goes on.
        var rest = text[_prefix.Length..Math.Min(text.Length, _prefix.Length + max + 1)];
        var end = rest.IndexOfAnyExcept(alphabet);
        var length = end < 0 ? rest.Length : end;
        while (length > 0 && rest[length - 1] is (byte)'.' or (byte)'-')
        {
            length--;
        }

        return length >= min && length <= max && !GoesOn(text, _prefix.Length + length) && Chance.LooksDrawn(rest[..length]) ? _prefix.Length + length : 0;
    }

    private static bool GoesOn(ReadOnlySpan<byte> text, int at) => at < text.Length && Bytes.IsAlnum(text[at]);
}
