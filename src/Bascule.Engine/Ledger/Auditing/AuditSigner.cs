using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Signs checkpoints with the operator's key: ECDSA over P-256 with SHA-256, as DER, so that openssl can check one too.</summary>
public sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key;

    private AuditSigner(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfoPem();
        Fingerprint = AuditVerificationKey.FingerprintOf(key);
    }

    /// <summary>The public half, PEM.</summary>
    public string PublicKey { get; }

    /// <summary>SHA-256 of the public half.</summary>
    public string Fingerprint { get; }

    /// <summary>A new key, PEM.</summary>
    public static string MakePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Null: this is no unencrypted private key of P-256.</summary>
    public static AuditSigner? TryLoad(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (AuditVerificationKey.IsP256(key) && key.ExportParameters(includePrivateParameters: true).D is not null)
            {
                return new AuditSigner(key);
            }
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException)
        {
            // Said by the null.
        }

        key.Dispose();
        return null;
    }

    internal string Sign(string chain, long number, string hash, DateTimeOffset at) =>
        Convert.ToBase64String(_key.SignData(Text(chain, number, hash, at), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>What is signed, five lines of ASCII.</summary>
    internal static byte[] Text(string chain, long number, string hash, DateTimeOffset at) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"bascule-audit-checkpoint-1\n{chain}\n{number}\n{hash}\n{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}\n"));

    public void Dispose() => _key.Dispose();
}

/// <summary>The public half of a key that checkpoints are proved with.</summary>
public sealed class AuditVerificationKey
{
    private readonly ECDsa _key;

    private AuditVerificationKey(ECDsa key) => (_key, Fingerprint) = (key, FingerprintOf(key));

    public string Fingerprint { get; }

    /// <summary>Every public key of P-256 in a PEM text.</summary>
    public static IReadOnlyList<AuditVerificationKey> Read(string pem)
    {
        var keys = new List<AuditVerificationKey>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(rest[found.Location]);
                if (IsP256(key))
                {
                    keys.Add(new AuditVerificationKey(key));
                }
            }
            catch (Exception trouble) when (trouble is CryptographicException or ArgumentException)
            {
                key.Dispose();
            }

            rest = rest[found.Location.End..];
        }

        return keys;
    }

    internal bool Holds(string chain, long number, string hash, DateTimeOffset at, string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && Convert.ToBase64String(bytes.AsSpan(0, length)) == signature
            && _key.VerifyData(AuditSigner.Text(chain, number, hash, at), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid is { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" };

    internal static string FingerprintOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
