using System.Buffers.Binary;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>
/// Cuts AWS's binary event stream into messages: lengths, headers, payload, with a checksum over the lengths and one over all.
/// A frame's name is the event's or the exception's type. https://smithy.io/2.0/aws/amazon-eventstream.html
/// </summary>
internal sealed class AwsEventStreamReader : BufferedFrameReader
{
    public const string ContentType = "application/vnd.amazon.eventstream";

    private const int PreludeBytes = 12;    // two lengths and their checksum
    private const int ChecksumBytes = 4;

    private static ReadOnlySpan<byte> MessageType => ":message-type"u8;

    private static ReadOnlySpan<byte> EventType => ":event-type"u8;

    private static ReadOnlySpan<byte> ExceptionType => ":exception-type"u8;

    public static AwsEventStreamReader? IfStream(string contentType) =>
        contentType.AsSpan().Trim().StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) ? new AwsEventStreamReader() : null;

    protected override Cut? TryCut(ReadOnlySpan<byte> pending, ref int scanned, bool over)
    {
        if (pending.Length < PreludeBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(pending);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(pending[4..]);
        if (scanned < PreludeBytes && AwsCrc32.Of(pending[..8]) != BinaryPrimitives.ReadUInt32BigEndian(pending[8..]))
        {
            Trouble = "The upstream's stream holds a message whose checksum is wrong.";
            return null;
        }

        scanned = PreludeBytes;
        if (length > MaxFrameBytes)
        {
            Trouble = TooLarge;
            return null;
        }

        if (length < PreludeBytes + ChecksumBytes || headers > length - PreludeBytes - ChecksumBytes)
        {
            Trouble = "The upstream's stream holds a message whose lengths make no sense.";
            return null;
        }

        return pending.Length < length ? null : CutWhole(pending[..(int)length], (int)headers);
    }

    private Cut? CutWhole(ReadOnlySpan<byte> message, int headers)
    {
        var end = message.Length - ChecksumBytes;
        if (AwsCrc32.Of(message[..end]) != BinaryPrimitives.ReadUInt32BigEndian(message[end..]))
        {
            Trouble = "The upstream's stream holds a message whose checksum is wrong.";
            return null;
        }

        var name = default(Range);
        var isError = false;
        for (var at = PreludeBytes; at < PreludeBytes + headers;)
        {
            var nameEnd = at + 1 + message[at];
            if (nameEnd >= PreludeBytes + headers || !TryValue(message[..(PreludeBytes + headers)], nameEnd, out var value))
            {
                Trouble = "The upstream's stream holds a message whose headers cannot be read.";
                return null;
            }

            var header = message[(at + 1)..nameEnd];
            if (header.SequenceEqual(EventType) || header.SequenceEqual(ExceptionType))
            {
                name = value;
            }

            isError |= header.SequenceEqual(MessageType) && message[value].SequenceEqual("error"u8);
            at = value.End.Value;
        }

        if (isError)
        {
            Trouble = "The upstream broke its stream off with an error of its own.";
            return null;
        }

        return new Cut(message.Length, name, (PreludeBytes + headers)..end, HasData: end > PreludeBytes + headers);
    }

    /// <summary>Where the value behind a header's name stands; its type byte is at <paramref name="at"/>.</summary>
    private static bool TryValue(ReadOnlySpan<byte> headers, int at, out Range value)
    {
        var start = at + 1;
        var size = headers[at] switch
        {
            0 or 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8,
            9 => 16,
            6 or 7 when start + 2 <= headers.Length => -1,
            _ => int.MinValue,
        };
        if (size == -1)
        {
            size = BinaryPrimitives.ReadUInt16BigEndian(headers[start..]);
            start += 2;
        }

        value = size < 0 ? default : start..(start + size);
        return size >= 0 && start + size <= headers.Length;
    }
}
