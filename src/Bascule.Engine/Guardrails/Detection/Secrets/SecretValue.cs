using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Whether what is assigned to a secret's name is a secret, or code, a type, a placeholder, a mask.</summary>
internal static class SecretValue
{
    public const int MaxLength = 512;

    private const int MinPassword = 6;
    private const int MinKey = 16;
    private const double MinKeyEntropy = 3.0;

    private static readonly byte[][] Placeholders = [.. (
        "your changeme change_me change-me example placeholder dummy redacted insert xxxx **** .... todo process.env environ getenv secrets. env. vault: ${ {{ $( %( <% "
        + "undefined goes-here goes_here my-secret my_secret mysecret my-api my_api replace hidden filtered not-set null").Split(' ').Select(Encoding.ASCII.GetBytes)];

    public static bool IsSecret(ReadOnlySpan<byte> value, SecretNameKind kind, bool quoted)
    {
        if (value.Length < MinPassword || value.Length > MaxLength || IsPlaceholder(value))
        {
            return false;
        }

        return kind == SecretNameKind.Password ? IsPassword(value, quoted) : IsKey(value);
    }

    private static bool IsPassword(ReadOnlySpan<byte> value, bool quoted)
    {
        int letters = 0, digits = 0, signs = 0, code = 0, different = 0, blanks = 0;
        UInt128 seen = 0;
        foreach (var b in value)
        {
            letters += Bytes.IsLetter(b) || b >= 0x80 ? 1 : 0;
            digits += Bytes.IsDigit(b) ? 1 : 0;
            blanks += Bytes.IsSpace(b) ? 1 : 0;
            code += b is (byte)'(' or (byte)')' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'\\' ? 1 : 0;
            signs += !Bytes.IsWord(b) && !Bytes.IsSpace(b) && b is not ((byte)'.' or (byte)'-' or (byte)'/') ? 1 : 0;
            if (b < 0x80 && ((seen >> b) & 1) == 0)
            {
                seen |= (UInt128)1 << b;
                different++;
            }
        }

        var mixed = (letters > 0 && digits > 0) || (signs > 0 && letters + digits > 0) || (quoted && digits == value.Length);
        return mixed && different >= 4 && blanks == 0 && (quoted || code == 0 || digits > 0 && signs > 1 && value.IndexOf((byte)'(') < 0);
    }

    private static bool IsKey(ReadOnlySpan<byte> value)
    {
        int letters = 0, digits = 0;
        foreach (var b in value)
        {
            letters += Bytes.IsLetter(b) ? 1 : 0;
            digits += Bytes.IsDigit(b) ? 1 : 0;
            if (!Bytes.IsToken(b) && b is not ((byte)'.' or (byte)'+' or (byte)'/' or (byte)'=' or (byte)'~' or (byte)'!' or (byte)'$' or (byte)'@' or (byte)'#' or (byte)'^' or (byte)'*'))
            {
                return false;
            }
        }

        return value.Length >= MinKey && letters > 0 && digits > 1 && Chance.Entropy(value) >= MinKeyEntropy && !IsPath(value);
    }

    // Words with dots or slashes between: a member of an object, a file, an address.
    private static bool IsPath(ReadOnlySpan<byte> value)
    {
        var joints = value.Count((byte)'.') + value.Count((byte)'/');
        var digits = 0;
        foreach (var b in value)
        {
            digits += Bytes.IsDigit(b) ? 1 : 0;
        }

        return joints > 0 && digits * 12 < value.Length || value[0] is (byte)'/' or (byte)'.';
    }

    private static bool IsPlaceholder(ReadOnlySpan<byte> value)
    {
        if (value[0] is (byte)'<' or (byte)'{' or (byte)'[' || value[0] == value[^1] && value.Count(value[0]) == value.Length)
        {
            return true;
        }

        Span<byte> lower = stackalloc byte[MaxLength];
        for (var i = 0; i < value.Length; i++)
        {
            lower[i] = Bytes.Lower(value[i]);
        }

        foreach (var word in Placeholders)
        {
            if (lower[..value.Length].IndexOf(word) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
