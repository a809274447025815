using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>What a name says about what is assigned to it.</summary>
internal enum SecretNameKind
{
    None,

    /// <summary>Chosen by a person, so that it may be short.</summary>
    Password,

    /// <summary>Made by a machine, so that it is long and looks drawn by lot.</summary>
    Key,

    /// <summary>A header whose value begins with a scheme.</summary>
    Header,
}

/// <summary>The names that secrets are assigned to, by how they end, in code, config and five languages.</summary>
internal static class SecretNames
{
    private static readonly byte[][] Passwords = Of("password passwd passwort kennwort passphrase contraseña contrasena pwd motdepasse parolachiave");

    private static readonly byte[][] Keys = Of(
        "apikey secretkey accesskey privatekey authkey accountkey encryptionkey signingkey masterkey servicekey subscriptionkey licensekey adminkey appkey deploykey "
        + "sharedaccesskey storagekey cryptkey hmackey jwtkey webhookkey sessionkey readkey writekey applicationkey clientkey serverkey accesskeyid "
        + "token secret credential accesskeysecret apisecret clientsecret signature clave");

    private static readonly byte[][] Headers = Of("authorization");

    // What ends as a secret's name does and names none.
    private static readonly byte[][] Harmless = Of("csrftoken nexttoken pagetoken continuationtoken stoptoken eostoken bostoken padtoken cancellationtoken nextpagetoken synctoken");

    public static bool MayEndWith(byte last) => (last | 0x20) is 'd' or 't' or 'y' or 'n' or 'e' or 'a' or 's' or 'l';

    public static SecretNameKind Judge(ReadOnlySpan<byte> name)
    {
        // Without what joins words, one spelling stands for all: api_key, api-key, apiKey, API.KEY.
        Span<byte> plain = stackalloc byte[64];
        var length = 0;
        foreach (var b in name)
        {
            if (b is not ((byte)'_' or (byte)'-' or (byte)'.') && length < plain.Length)
            {
                plain[length++] = Bytes.Lower(b);
            }
        }

        plain = plain[..length];
        if (EndsWithAny(plain, Passwords) || plain.SequenceEqual("pass"u8) || plain.EndsWith("dbpass"u8) || plain.EndsWith("userpass"u8))
        {
            return SecretNameKind.Password;
        }

        if (EndsWithAny(plain, Headers))
        {
            return SecretNameKind.Header;
        }

        return EndsWithAny(plain, Keys) && !EndsWithAny(plain, Harmless) ? SecretNameKind.Key : SecretNameKind.None;
    }

    private static bool EndsWithAny(ReadOnlySpan<byte> name, byte[][] words)
    {
        foreach (var word in words)
        {
            if (name.EndsWith(word))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Of(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
