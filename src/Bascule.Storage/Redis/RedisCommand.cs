using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Bascule.Storage.Redis;

/// <summary>One command and its arguments, written out once.</summary>
internal sealed class RedisCommand
{
    private readonly ArrayBufferWriter<byte> _tail;
    private int _count;

    /// <param name="room">Bytes that it will roughly have.</param>
    public RedisCommand(string name, int room = 128)
    {
        _tail = new(room);
        Add(name);
    }

    /// <param name="script">The script it calls.</param>
    /// <param name="keys">How many of the arguments that follow are keys.</param>
    public RedisCommand(RedisScript script, int keys, int room = 256)
    {
        _tail = new(room);
        Script = script;
        Add(keys);
    }

    /// <summary>Null: it calls none.</summary>
    public RedisScript? Script { get; }

    /// <summary>Bytes that it takes on the wire, about.</summary>
    public int Length => _tail.WrittenCount + 64;

    public RedisCommand Add(string argument)
    {
        var length = Encoding.UTF8.GetByteCount(argument);
        BeginArgument(length);
        Encoding.UTF8.GetBytes(argument, _tail.GetSpan(length));
        _tail.Advance(length);
        return End();
    }

    public RedisCommand Add(ReadOnlySpan<byte> argument)
    {
        BeginArgument(argument.Length);
        _tail.Write(argument);
        return End();
    }

    /// <summary>One argument of two parts.</summary>
    public RedisCommand Add(ReadOnlySpan<byte> first, string second)
    {
        var length = Encoding.UTF8.GetByteCount(second);
        BeginArgument(first.Length + length);
        _tail.Write(first);
        Encoding.UTF8.GetBytes(second, _tail.GetSpan(length));
        _tail.Advance(length);
        return End();
    }

    public RedisCommand Add(long argument)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(argument, digits, out var length);
        return Add(digits[..length]);
    }

    /// <summary>Writes it for a Redis that knows the script, or with the script's text.</summary>
    public void WriteTo(IBufferWriter<byte> writer, bool withText = false)
    {
        WriteHead(writer, (byte)'*', Script is null ? _count : _count + 2);
        if (Script is not null)
        {
            writer.Write(withText ? "$4\r\nEVAL\r\n"u8 : "$7\r\nEVALSHA\r\n"u8);
            var script = withText ? Script.Text : Script.Hash;
            WriteHead(writer, (byte)'$', script.Length);
            writer.Write(script);
            writer.Write("\r\n"u8);
        }

        writer.Write(_tail.WrittenSpan);
    }

    private void BeginArgument(int length)
    {
        _count++;
        WriteHead(_tail, (byte)'$', length);
    }

    private RedisCommand End()
    {
        _tail.Write("\r\n"u8);
        return this;
    }

    private static void WriteHead(IBufferWriter<byte> writer, byte kind, int number)
    {
        var head = writer.GetSpan(14);
        head[0] = kind;
        Utf8Formatter.TryFormat(number, head[1..], out var digits);
        "\r\n"u8.CopyTo(head[(digits + 1)..]);
        writer.Advance(digits + 3);
    }
}
