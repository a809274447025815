using System.Buffers.Text;
using System.Text;

namespace Bascule.Storage.Redis;

/// <summary>Reads replies out of bytes that come in pieces (RESP2: https://redis.io/docs/latest/develop/reference/protocol-spec/).</summary>
internal static class RespReader
{
    /// <summary>A value of the cache has some megabytes; whoever sends more is no Redis.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxItems = 1 << 20;
    private const int MaxDepth = 8;

    /// <summary>Reads one reply from the beginning.</summary>
    /// <param name="used">How many bytes it took.</param>
    /// <returns>False: it is not whole yet.</returns>
    /// <exception cref="InvalidDataException">These are no replies.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RespValue value, out int used)
    {
        used = 0;
        return TryRead(bytes, ref used, 0, out value);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, ref int used, int depth, out RespValue value)
    {
        value = default;
        var rest = bytes[used..];
        var end = rest.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return rest.Length > 64 * 1024 ? throw new InvalidDataException("A line without an end.") : false;
        }

        if (end == 0)
        {
            throw new InvalidDataException("An empty line.");
        }

        var line = rest[1..end];
        used += end + 2;
        switch (rest[0])
        {
            case (byte)'+':
                value = RespValue.Status(Encoding.UTF8.GetString(line));
                return true;
            case (byte)'-':
                value = RespValue.Error(Encoding.UTF8.GetString(line));
                return true;
            case (byte)':':
                value = RespValue.Of(Number(line));
                return true;
            case (byte)'$':
                return TryReadBytes(bytes, Number(line), ref used, out value);
            case (byte)'*':
                return TryReadItems(bytes, Number(line), ref used, depth, out value);
            default:
                throw new InvalidDataException("No reply begins like this.");
        }
    }

    private static bool TryReadBytes(ReadOnlySpan<byte> bytes, long length, ref int used, out RespValue value)
    {
        value = RespValue.Null;
        if (length < 0)
        {
            return true;
        }

        if (length > MaxBytes)
        {
            throw new InvalidDataException("Too many bytes.");
        }

        if (bytes.Length - used < length + 2)
        {
            return false;
        }

        value = RespValue.Of(bytes.Slice(used, (int)length).ToArray());
        used += (int)length + 2;
        return true;
    }

    private static bool TryReadItems(ReadOnlySpan<byte> bytes, long count, ref int used, int depth, out RespValue value)
    {
        value = RespValue.Null;
        if (count < 0)
        {
            return true;
        }

        if (count > MaxItems || depth == MaxDepth)
        {
            throw new InvalidDataException("Too many items.");
        }

        if (bytes.Length - used < count * 4)    // the shortest has four bytes: what is not there yet takes no room
        {
            return false;
        }

        var items = new RespValue[count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!TryRead(bytes, ref used, depth + 1, out items[i]))
            {
                return false;
            }
        }

        value = RespValue.Of(items);
        return true;
    }

    private static long Number(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out long number, out var used) && used == line.Length ? number : throw new InvalidDataException("No number.");
}
