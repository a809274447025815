using System.Buffers;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Storage.Redis;

/// <summary>What replicas tell each other through Redis's pub/sub. It listens on a connection of its own, which comes back by itself; what was told meanwhile is lost.</summary>
public sealed class RedisChannel : IReplicaChannel, IAsyncDisposable
{
    /// <summary>A hint has some hundred bytes; more is none.</summary>
    private const int MaxBytes = 16 * 1024;

    /// <summary>The name of who tells, in front of each message: nobody hears himself.</summary>
    private const int NameBytes = 16;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>So often the connection is tried, and one that says nothing for three times as long is given up.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<ReadOnlyMemory<byte>>> _heard = [];    // bounded by the topics that the code names
    private readonly RedisAddress _address;
    private readonly RedisLink _link;
    private readonly TimeProvider _time;
    private readonly byte[] _name;
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _probes;
    private readonly Task _listening;
    private RedisWire? _wire;
    private int _disposed;

    /// <param name="link">What it tells goes out with everything else.</param>
    public RedisChannel(RedisAddress address, RedisLink link, TimeProvider time)
    {
        (_address, _link, _time) = (address, link, time);
        _name = Guid.CreateVersion7(time.GetUtcNow()).ToByteArray();
        _probes = time.CreateTimer(static channel => ((RedisChannel)channel!).SendProbe(), this, Probe, Probe);
        _listening = ListenAsync();
    }

    /// <summary>It listens: what is told from now on is heard.</summary>
    public bool Listens { get; private set; }

    public void Publish(string topic, ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxBytes)
        {
            return;
        }

        var whole = new byte[NameBytes + message.Length];
        _name.CopyTo(whole, 0);
        message.CopyTo(whole.AsSpan(NameBytes));
        _link.Send(new RedisCommand("PUBLISH", whole.Length + 64).Add(ChannelOf(topic)).Add(whole));
    }

    public void Subscribe(string topic, Action<ReadOnlyMemory<byte>> heard)
    {
        lock (_gate)
        {
            var name = ChannelOf(topic);
            _heard[name] = _heard.TryGetValue(name, out var before) ? before + heard : heard;
            _wire?.Dispose();    // it comes back and listens to all of them
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _end.CancelAsync();
        await _probes.DisposeAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private string ChannelOf(string topic) => $"{_address.Prefix}:channel:{topic}";

    private async Task ListenAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var wire = await ConnectAsync();
                await HearAsync(wire);
            }
            catch (Exception)
            {
                // Whatever it is, it comes back: the link to the same Redis tells the operator.
            }

            lock (_gate)
            {
                (_wire, Listens) = (null, false);
            }

            await Task.Delay(Pause, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<RedisWire> ConnectAsync()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        enough.CancelAfter(ConnectTime);
        return await RedisWire.ConnectAsync(_address, "channel", enough.Token);
    }

    private async Task HearAsync(RedisWire wire)
    {
        var subscribe = new RedisCommand("SUBSCRIBE").Add(ChannelOf("all"));    // so that it listens before anybody wants to hear
        lock (_gate)
        {
            foreach (var channel in _heard.Keys)
            {
                subscribe.Add(channel);
            }

            _wire = wire;
        }

        await SendAsync(wire, subscribe);
        while (true)
        {
            using var deaf = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            deaf.CancelAfter(Probe * 3);
            var said = (await wire.ReadAsync(deaf.Token)).Items;
            if (said is [{ } kind, { } channel, { Bytes: { Length: >= NameBytes } message }] && kind.Text == "message" && !message.AsSpan(0, NameBytes).SequenceEqual(_name))
            {
                Heard(channel.Text)?.Invoke(message.AsMemory(NameBytes));
            }
            else if (said is [{ } first, ..] && first.Text == "subscribe")
            {
                Listens = true;
            }
        }
    }

    private Action<ReadOnlyMemory<byte>>? Heard(string channel)
    {
        lock (_gate)
        {
            return _heard.GetValueOrDefault(channel);
        }
    }

    private void SendProbe()
    {
        RedisWire? wire;
        lock (_gate)
        {
            wire = Listens ? _wire : null;
        }

        if (wire is not null)
        {
            _ = SendAsync(wire, new RedisCommand("PING"));    // where it fails, the reader learns it too
        }
    }

    private async Task SendAsync(RedisWire wire, RedisCommand command)
    {
        var writer = new ArrayBufferWriter<byte>();
        command.WriteTo(writer);
        await wire.SendAsync(writer.WrittenMemory, _end.Token);
    }
}
