using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace Bascule.Storage.Redis;

/// <summary>One connection to Redis, signed in and with its database chosen. One sends, one reads.</summary>
internal sealed class RedisWire : IDisposable
{
    private const int Usual = 16 * 1024;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[Usual];
    private int _from, _to;

    private RedisWire(Stream stream) => _stream = stream;

    /// <summary>Connects; a name is looked up anew each time, so that a failover by name is followed.</summary>
    /// <param name="name">What the connection is for, as CLIENT LIST shows it.</param>
    /// <exception cref="IOException">Redis refuses; the message is Redis's own and names no secret.</exception>
    public static async Task<RedisWire> ConnectAsync(RedisAddress address, string name, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RedisWire? wire = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Tls)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancel);
            }

            wire = new RedisWire(stream);
            if (address.Password is { } password)
            {
                var auth = new RedisCommand("AUTH");
                await wire.DemandAsync((address.User is { } user ? auth.Add(user) : auth).Add(password), cancel);
            }

            // Whose rules forbid it does without. But one that wants a password takes no other command either, and that is to be told now.
            if (await wire.AskAsync(new RedisCommand("CLIENT").Add("SETNAME").Add($"{address.Prefix}:{name}"), cancel) is var named && named.IsError("NOAUTH"))
            {
                throw new IOException(named.Text);
            }

            if (address.Database != 0)
            {
                await wire.DemandAsync(new RedisCommand("SELECT").Add(address.Database), cancel);
            }

            return wire;
        }
        catch
        {
            wire?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _stream.WriteAsync(bytes, cancel);

    /// <summary>The next reply, if its bytes are here already.</summary>
    public bool TryRead(out RespValue value)
    {
        if (!RespReader.TryRead(_buffer.AsSpan(_from, _to - _from), out value, out var used))
        {
            return false;
        }

        _from += used;
        return true;
    }

    /// <summary>Waits for further bytes.</summary>
    /// <exception cref="IOException">The connection is over.</exception>
    public async ValueTask ReceiveAsync(CancellationToken cancel)
    {
        if (_from == _to)
        {
            (_from, _to) = (0, 0);
            if (_buffer.Length > 1 << 20)
            {
                _buffer = new byte[Usual];    // one great value is no reason to hold its room for ever
            }
        }
        else if (_to == _buffer.Length)
        {
            Room();
        }

        var count = await _stream.ReadAsync(_buffer.AsMemory(_to), cancel);
        _to += count > 0 ? count : throw new IOException("Redis closed the connection.");
    }

    /// <summary>The next reply.</summary>
    public async ValueTask<RespValue> ReadAsync(CancellationToken cancel)
    {
        RespValue value;
        while (!TryRead(out value))
        {
            await ReceiveAsync(cancel);
        }

        return value;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Sends one command and reads its reply.</summary>
    private async Task<RespValue> AskAsync(RedisCommand command, CancellationToken cancel)
    {
        var writer = new ArrayBufferWriter<byte>();
        command.WriteTo(writer);
        await SendAsync(writer.WrittenMemory, cancel);
        return await ReadAsync(cancel);
    }

    private async Task DemandAsync(RedisCommand command, CancellationToken cancel)
    {
        if (await AskAsync(command, cancel) is { Kind: RespKind.Error } refused)
        {
            throw new IOException(refused.Text);
        }
    }

    private void Room()
    {
        var held = _to - _from;
        if (held >= RespReader.MaxBytes * 2)
        {
            throw new InvalidDataException("Too many bytes.");
        }

        var larger = held > _buffer.Length / 2 ? new byte[Math.Min(_buffer.Length * 2, RespReader.MaxBytes * 2)] : _buffer;
        _buffer.AsSpan(_from, held).CopyTo(larger);
        (_buffer, _from, _to) = (larger, 0, held);
    }
}
