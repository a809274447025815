using System.Buffers;

namespace Bascule.Engine.Dialects.Sse;

/// <summary>Writes server-sent events.</summary>
public static class SseText
{
    /// <summary>Writes <c>event: name</c> (unless empty) and one line of data, which must hold no line end.</summary>
    public static void Write(IBufferWriter<byte> into, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.IsEmpty)
        {
            into.Write("event: "u8);
            into.Write(name);
            into.Write("\n"u8);
        }

        into.Write("data: "u8);
        into.Write(data);
        into.Write("\n\n"u8);
    }
}
