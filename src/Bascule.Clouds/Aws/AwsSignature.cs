using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Clouds.Aws;

/// <summary>
/// AWS's Signature Version 4 over address, headers and body. Written out here because the SDK's signer takes only the SDK's own requests.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public static void Sign(HttpRequestMessage request, IReadOnlyList<ReadOnlyMemory<byte>> body, AwsKeys keys, string region, string service, DateTimeOffset now)
    {
        var moment = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = moment[..8];
        request.Headers.TryAddWithoutValidation("x-amz-date", moment);
        if (!string.IsNullOrEmpty(keys.Token))
        {
            request.Headers.TryAddWithoutValidation("x-amz-security-token", keys.Token);
        }

        var headers = HeadersOf(request);
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join(
            '\n', request.Method.Method, PathOf(request.RequestUri!), QueryOf(request.RequestUri!), string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")), names, HashOf(body));
        var scope = $"{day}/{region}/{service}/aws4_request";
        var toSign = string.Join('\n', Algorithm, moment, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey), day), region), service), "aws4_request");
        var signature = Convert.ToHexStringLower(Hmac(key, toSign));
        request.Headers.TryAddWithoutValidation("authorization", $"{Algorithm} Credential={keys.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    /// <summary>The headers that are signed: those no proxy on the way touches.</summary>
    private static SortedDictionary<string, string> HeadersOf(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.Headers.Host ?? (uri.IsDefaultPort ? uri.IdnHost : $"{uri.IdnHost}:{uri.Port}"),
        };
        foreach (var header in request.Headers.NonValidated)
        {
            var name = header.Key.ToLowerInvariant();
            if (name.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                headers[name] = Trimmed(header.Value.ToString());
            }
        }

        if (request.Content is { } content && content.Headers.NonValidated.TryGetValues("content-type", out var types))
        {
            headers["content-type"] = Trimmed(types.ToString());
        }

        return headers;
    }

    /// <summary>Each piece as it is sent, encoded once more: what AWS calls double encoding.</summary>
    private static string PathOf(Uri uri) => string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(Uri uri) => string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Encoded(pair[0]), Value: pair.Length > 1 ? Encoded(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    /// <summary>White space at the ends goes, within it becomes one space.</summary>
    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string HashOf(IReadOnlyList<ReadOnlyMemory<byte>> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in body)
        {
            hash.AppendData(piece.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
