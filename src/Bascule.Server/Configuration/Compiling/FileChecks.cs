using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Resolves paths against the config's folder, and says which are missing or hold no certificate.</summary>
internal sealed class FileChecks(ProblemList problems, string folder)
{
    public string Full(string path) => Path.GetFullPath(path, folder);

    /// <summary>The absolute path of an existing file, or null where none is named.</summary>
    public string? Existing(ConfigNode map, string key, string path)
    {
        if (map.Set(key) is not { Kind: NodeKind.Text } node)
        {
            return null;
        }

        if (node.Text.Contains('\0'))
        {
            problems.Error(node, path, "not a path", "write the file's path");
            return null;
        }

        var full = Full(node.Text);
        if (!File.Exists(full))
        {
            problems.Error(node, path, "there is no such file", "correct the path; relative ones start at the config file's folder", Shown.Value(node));
        }

        return full;
    }

    /// <summary>As <see cref="Existing"/>; a file without a certificate in it is reported.</summary>
    public string? Certificates(ConfigNode map, string key, string path)
    {
        var full = Existing(map, key, path);
        if (full is not null && !Holds(full, ProviderClient.LoadAuthorities))
        {
            problems.Error(map.Set(key)!, path, "no certificate can be read from this file", "name a PEM file with BEGIN CERTIFICATE in it that the gateway's user may read", Shown.Value(map.Set(key)!));
        }

        return full;
    }

    /// <summary>As <see cref="Existing"/>; a file without a certificate and its key is reported.</summary>
    public string? CertificateWithKey(ConfigNode map, string key, string path)
    {
        var full = Existing(map, key, path);
        if (full is not null && !Holds(full, file => [ProviderClient.LoadWithKey(file)]))
        {
            problems.Error(
                map.Set(key)!, path, "no certificate with its private key can be read from this file",
                "name a PEM file that holds both, unencrypted, or a PFX without password (.pfx, .p12)", Shown.Value(map.Set(key)!));
        }

        return full;
    }

    /// <summary>Reports a key that is not the certificate's.</summary>
    public void CheckPair(string cert, string privateKey, ConfigNode at, string path)
    {
        if (Holds(cert, ProviderClient.LoadAuthorities) && File.Exists(privateKey) && !Holds(cert, file => [X509Certificate2.CreateFromPemFile(file, privateKey)]))
        {
            problems.Error(at, path, "this file holds no private key that belongs to the certificate", "name the certificate's own key, PEM and unencrypted", Shown.Value(at));
        }
    }

    /// <summary>True where there is no file: that is reported already.</summary>
    private static bool Holds(string file, Func<string, X509Certificate2Collection> load)
    {
        if (!File.Exists(file))
        {
            return true;
        }

        try
        {
            var found = load(file);
            foreach (var certificate in found)
            {
                certificate.Dispose();
            }

            return found.Count > 0;
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
