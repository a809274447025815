using System.Buffers;

namespace Bascule.Engine.Guardrails.Detection.Addresses;

/// <summary>User and password in a URL: what stands between <c>://</c> and <c>@</c>, where it holds a colon.</summary>
internal static class UrlCredentials
{
    private const int MaxLength = 512;

    private static readonly SearchValues<byte> Ends = SearchValues.Create("/?# \t\r\n\"'<>`\\|^"u8);

    /// <summary>Looks at the colon of a scheme. Where nobody asks for URLs but for secrets, the password is a secret.</summary>
    public static void Find(Hunt hunt, int colon)
    {
        var text = hunt.Text;
        if (!hunt.Wants(Kinds.UrlCredentials | Kinds.Secret) || !Bytes.StartsWith(text, colon, "://"u8) || colon == 0 || !Bytes.IsAlnum(text[colon - 1]))
        {
            return;
        }

        var start = colon + 3;
        var user = text.Slice(start, Math.Min(MaxLength, text.Length - start));
        var host = user.IndexOfAny(Ends);
        // A password may hold the sign itself, where it was written as %40.
        var end = (host < 0 ? user : user[..host]).LastIndexOf((byte)'@');
        if (end < 0 || (!Bytes.IsAlnum(Bytes.At(user, end + 1)) && Bytes.At(user, end + 1) != '['))
        {
            return;
        }

        var split = user[..end].IndexOf((byte)':');
        if (split >= 0 && split < end - 1 && !IsPlaceholder(user[(split + 1)..end]))
        {
            hunt.Add(hunt.Wants(Kinds.UrlCredentials) ? Kinds.UrlCredentials : Kinds.Secret, start, start + end);
        }
    }

    /// <summary>Whether what begins there belongs to the part of a URL before its host.</summary>
    public static bool IsUserInfo(ReadOnlySpan<byte> text, int start)
    {
        var before = text[Math.Max(0, start - MaxLength)..start];
        var end = before.LastIndexOfAny(Ends);
        return end >= 2 && before[end] == '/' && before[end - 1] == '/' && before[end - 2] == ':';
    }

    private static bool IsPlaceholder(ReadOnlySpan<byte> password) =>
        password[0] is (byte)'$' or (byte)'{' or (byte)'[' or (byte)'*' or (byte)'%' && !Bytes.IsAlnum(password[^1]);
}
