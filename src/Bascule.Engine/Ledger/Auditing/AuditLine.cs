using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>
/// An entry as one line of JSON. The line is its own canonical form: the hash is SHA-256 over the bytes from the opening brace up to, and without, <c>,"hash":</c>, so that nothing need be written anew to be
/// proved.
/// </summary>
internal static class AuditLine
{
    /// <summary>No line is longer: who, act, target and each detail are cut.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>Letters of one member.</summary>
    private const int MaxText = 256;

    private const int MaxDetails = 32;

    private const int HexLength = 64;

    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> Close => "\"}"u8;

    private static int TailLength => HashName.Length + HexLength + Close.Length;

    /// <summary>Adds one line with its newline, and gives its hash.</summary>
    public static string Write(ArrayBufferWriter<byte> into, long number, DateTimeOffset at, string who, string act, string target, ReadOnlySpan<KeyValuePair<string, string>> detail, int count, string previous)
    {
        var start = into.WrittenCount;
        using (var json = new Utf8JsonWriter(into, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("n"u8, number);
            json.WriteString("at"u8, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("who"u8, Cut(who));
            json.WriteString("act"u8, Cut(act));
            json.WriteString("target"u8, Cut(target));
            json.WriteStartObject("detail"u8);
            foreach (var (name, value) in detail[..Math.Min(detail.Length, MaxDetails)])
            {
                json.WriteString(Cut(name), Cut(value));
            }

            json.WriteEndObject();
            json.WriteNumber("count"u8, count);
            json.WriteString("prev"u8, previous);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(into.WrittenSpan[start..]));
        into.Write(HashName);
        Encoding.ASCII.GetBytes(hash, into);
        into.Write(Close);
        into.Write("\n"u8);
        return hash;
    }

    /// <summary>Reads one line without its newline. Arbitrary bytes never throw.</summary>
    /// <param name="why">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out AuditEntry? entry, [NotNullWhen(false)] out string? why)
    {
        entry = null;
        if (line.Length <= TailLength || !line.EndsWith(Close) || !line[^TailLength..].StartsWith(HashName))
        {
            why = "the line is no whole entry: it does not end with its hash";
            return false;
        }

        var body = line[..^TailLength];
        var hash = line[^(HexLength + Close.Length)..^Close.Length];
        Span<byte> real = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, real);
        Span<byte> hex = stackalloc byte[HexLength];
        for (var i = 0; i < real.Length; i++)
        {
            (hex[i * 2], hex[(i * 2) + 1]) = (Hex(real[i] >> 4), Hex(real[i] & 15));
        }

        if (!hash.SequenceEqual(hex))
        {
            why = "the entry's hash is not that of its content: one of them was changed";
            return false;
        }

        try
        {
            entry = Parse([.. body, (byte)'}'], Encoding.ASCII.GetString(hash));
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidOperationException or FormatException)
        {
            // No entry of ours, though its hash is right.
        }

        why = entry is null ? "the entry is none that Bascule writes" : null;
        return entry is not null;
    }

    /// <summary>Whether these bytes may be the beginning of a line whose writer died: anything that is not a whole line with more behind it.</summary>
    public static bool MayBeTorn(ReadOnlySpan<byte> rest)
    {
        var from = 0;
        while (rest[from..].IndexOf(HashName) is >= 0 and var found)
        {
            from += found + 1;    // a checkpoint's detail has such a member too
            var end = from - 1 + TailLength;
            if (end < rest.Length && TryRead(rest[..end], out _, out _))
            {
                return false;
            }
        }

        return rest.Length > 0 && rest[0] == '{';
    }

    private static byte Hex(int half) => (byte)(half < 10 ? '0' + half : 'a' + half - 10);

    private static string Cut(string text) => text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText - 1), "…");

    private static AuditEntry? Parse(byte[] json, string hash)
    {
        long number = -1;
        DateTimeOffset at = default;
        string? who = null, act = null, target = null, previous = null;
        var count = 1;
        var detail = new List<KeyValuePair<string, string>>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "n":
                    number = reader.GetInt64();
                    break;
                case "at":
                    at = DateTimeOffset.ParseExact(reader.GetString()!, "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                    break;
                case "who":
                    who = reader.GetString();
                    break;
                case "act":
                    act = reader.GetString();
                    break;
                case "target":
                    target = reader.GetString();
                    break;
                case "count":
                    count = reader.GetInt32();
                    break;
                case "prev":
                    previous = reader.GetString();
                    break;
                case "detail" when reader.TokenType == JsonTokenType.StartObject:
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    {
                        var known = reader.GetString()!;
                        reader.Read();
                        detail.Add(new(known, reader.GetString() ?? ""));
                    }

                    break;
                default:
                    return null;
            }
        }

        return number < 0 || who is null || act is null || target is null || previous is null ? null : new AuditEntry(number, at, who, act, target, new([.. detail]), count, previous, hash);
    }
}
