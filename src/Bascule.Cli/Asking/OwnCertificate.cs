using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Asking;

/// <summary>The certificate that the config's gateway shows. It is trusted as it is: who has its key is that gateway, whoever signed it and whatever name it has.</summary>
internal sealed class OwnCertificate
{
    private readonly byte[] _bytes;

    private OwnCertificate(byte[] bytes) => _bytes = bytes;

    /// <param name="file">PEM; the first certificate is the gateway's, those after it are its chain.</param>
    /// <exception cref="StartRefusedException">The file can't be read.</exception>
    public static OwnCertificate Read(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return new OwnCertificate(certificate.RawData);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StartRefusedException([$"server.tls.cert can't be read: {trouble.Message}"]);
        }
    }

    public bool Is(X509Certificate? shown) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(_bytes);
}
