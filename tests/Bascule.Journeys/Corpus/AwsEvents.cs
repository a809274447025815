using System.Buffers.Binary;
using System.Text;

namespace Bascule.Journeys.Corpus;

/// <summary>Amazon's binary event stream: two lengths, two checksums, headers, a payload.</summary>
internal static class AwsEvents
{
    private const byte StringHeader = 7;

    /// <summary>One event as Bedrock sends it.</summary>
    public static byte[] Event(string type, string payload) => Message(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    /// <summary>An error inside a stream.</summary>
    public static byte[] Exception(string type, string payload) => Message(payload, (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"));

    /// <summary>Name (of event or exception) and payload of each message.</summary>
    public static IEnumerable<(string Name, string Payload)> Split(byte[] stream)
    {
        for (var at = 0; at + 16 <= stream.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at));
            var headers = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 4));
            if (at + length > stream.Length)
            {
                yield break;
            }

            yield return (NameIn(stream.AsSpan(at + 12, headers)), Encoding.UTF8.GetString(stream.AsSpan(at + 12 + headers, length - headers - 16)));
            at += length;
        }
    }

    private static string NameIn(ReadOnlySpan<byte> headers)
    {
        while (headers.Length > 4)
        {
            var name = Encoding.UTF8.GetString(headers.Slice(1, headers[0]));
            var rest = headers[(1 + headers[0])..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            if (name is ":event-type" or ":exception-type")
            {
                return Encoding.UTF8.GetString(rest.Slice(3, length));
            }

            headers = rest[(3 + length)..];
        }

        return "";
    }

    /// <summary>CRC-32 as zip files have it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
            }
        }

        return ~sum;
    }

    private static byte[] Message(string payload, params (string Name, string Value)[] headers)
    {
        var head = headers.SelectMany(one => new[] { (byte)one.Name.Length }.Concat(Encoding.UTF8.GetBytes(one.Name)).Append(StringHeader)
            .Concat(new[] { (byte)(one.Value.Length >> 8), (byte)one.Value.Length }).Concat(Encoding.UTF8.GetBytes(one.Value))).ToArray();
        var body = Encoding.UTF8.GetBytes(payload);
        var message = new byte[16 + head.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Checksum(message.AsSpan(0, 8)));
        head.CopyTo(message, 12);
        body.CopyTo(message, 12 + head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Checksum(message.AsSpan(0, message.Length - 4)));
        return message;
    }
}
