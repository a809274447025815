using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>One frame of an AWS event stream: lengths, headers, payload, and a checksum of the first and of all.</summary>
internal static class BedrockFrame
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;
    private const byte TextHeader = 7;

    public static Piece Event(string type, JsonObject payload, bool content = false) => new(Make([(":event-type", type), (":content-type", "application/json"), (":message-type", "event")], Json.Bytes(payload)), content);

    public static Piece Exception(string type, string message) =>
        new(Make([(":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")], Json.Bytes(new JsonObject { ["message"] = message })));

    public static byte[] Make((string Name, string Value)[] headers, ReadOnlySpan<byte> payload)
    {
        using var written = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var (name, value) in headers)
        {
            written.WriteByte((byte)name.Length);
            written.Write(Encoding.UTF8.GetBytes(name));
            written.WriteByte(TextHeader);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
            written.Write(length);
            written.Write(Encoding.UTF8.GetBytes(value));
        }

        var head = written.ToArray();
        var frame = new byte[PreludeBytes + head.Length + payload.Length + ChecksumBytes];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        head.CopyTo(frame, PreludeBytes);
        payload.CopyTo(frame.AsSpan(PreludeBytes + head.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - ChecksumBytes), Crc32.Of(frame.AsSpan(0, frame.Length - ChecksumBytes)));
        return frame;
    }
}
