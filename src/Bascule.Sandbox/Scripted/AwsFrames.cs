using System.Buffers.Binary;
using System.Text;

namespace Bascule.Sandbox.Scripted;

/// <summary>Messages of AWS's binary event stream, as Bedrock sends them, for upstreams that a test scripts.</summary>
public static class AwsFrames
{
    public const string ContentType = "application/vnd.amazon.eventstream";

    /// <summary>An event of that type with a JSON payload.</summary>
    public static byte[] Event(string type, string payload) => Message([(":event-type", type), (":content-type", "application/json"), (":message-type", "event")], payload);

    /// <summary>An exception in the middle of a stream.</summary>
    public static byte[] Exception(string type, string payload) => Message([(":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")], payload);

    /// <summary>A message with these string headers.</summary>
    public static byte[] Message(IReadOnlyList<(string Name, string Value)> headers, string payload)
    {
        const int Prelude = 12;
        const int Checksum = 4;
        using var head = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var (name, value) in headers)
        {
            head.WriteByte((byte)name.Length);
            head.Write(Encoding.UTF8.GetBytes(name));
            head.WriteByte(7);    // a string
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Encoding.UTF8.GetByteCount(value));
            head.Write(length);
            head.Write(Encoding.UTF8.GetBytes(value));
        }

        var body = Encoding.UTF8.GetBytes(payload);
        var message = new byte[Prelude + (int)head.Length + body.Length + Checksum];
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), (uint)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc(message.AsSpan(0, 8)));
        head.ToArray().CopyTo(message, Prelude);
        body.CopyTo(message, Prelude + (int)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - Checksum), Crc(message.AsSpan(0, message.Length - Checksum)));
        return message;
    }

    /// <summary>CRC-32 bit by bit: slow, and nobody's copy.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
