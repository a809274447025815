using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>
/// Keeps the end of an answer that flows by, since usage stands at the end: in the last member of an image answer, in the last event of a stream.
/// </summary>
internal sealed class UsageTail
{
    /// <summary>Usage and what stands behind it are a few hundred bytes; a transcript's text beside it is longer.</summary>
    private const int Kept = 64 * 1024;

    private readonly byte[] _tail = new byte[Kept];
    private int _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Kept)
        {
            bytes[^Kept..].CopyTo(_tail);
            _length = Kept;
            return;
        }

        var keep = Math.Min(_length, Kept - bytes.Length);
        _tail.AsSpan(_length - keep, keep).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(keep));
        _length = keep + bytes.Length;
    }

    /// <summary>The last usage that was told; empty: none was. In a JSON string its quotes would be escaped, so text is not taken for it.</summary>
    public Usage Find()
    {
        var tail = _tail.AsSpan(0, _length);
        while (tail.LastIndexOf("\"usage\""u8) is >= 0 and var at)
        {
            if (TryRead(tail[(at + "\"usage\"".Length)..], out var usage))
            {
                return usage;
            }

            tail = tail[..at];
        }

        return default;
    }

    private static bool TryRead(ReadOnlySpan<byte> after, out Usage usage)
    {
        usage = default;
        var value = after.TrimStart(" \t\r\n"u8);
        if (value.IsEmpty || value[0] != ':')
        {
            return false;
        }

        var reader = new Utf8JsonReader(value[1..], isFinalBlock: false, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            usage = UsageWords.Read(ref reader);
            return !usage.IsEmpty;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
