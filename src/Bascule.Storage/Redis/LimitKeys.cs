using System.Buffers.Binary;
using System.Text;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Storage.Redis;

/// <summary>What limits are called in Redis, and how a request is written out for its scripts.</summary>
internal sealed class LimitKeys(string prefix, string replica)
{
    private const int Room = SlidingMinuteBytes + 512;
    private const int SlidingMinuteBytes = 240;

    private readonly byte[] _age = Bytes(prefix, "age"), _alive = Bytes(prefix, "alive");
    private readonly byte[] _requests = Bytes(prefix, "requests:"), _tokens = Bytes(prefix, "tokens:"), _places = Bytes(prefix, "places:");

    /// <summary>A call of a script with the keys and arguments that all of them begin with.</summary>
    /// <param name="keys">Further keys, to be added with the first of the arguments.</param>
    public RedisCommand New(RedisScript script, int keys = 0, int room = Room) => new RedisCommand(script, keys + 2, room).Add(_age).Add(_alive);

    public void AddRequests(RedisCommand command, SharedSubject subject) => command.Add(_requests, subject.Name);

    public void AddTokens(RedisCommand command, SharedSubject subject) => command.Add(_tokens, subject.Name);

    public void AddPlaces(RedisCommand command, SharedSubject subject) => command.Add(_places, subject.Name);

    public RedisCommand AddWho(RedisCommand command) => command.Add(replica);

    /// <summary>Counts by the second as the scripts read them; nothing where all are zero.</summary>
    public static void AddMinute(RedisCommand command, ReadOnlySpan<int> seconds)
    {
        if (!seconds.ContainsAnyExcept(0))
        {
            command.Add([]);
            return;
        }

        Span<byte> bytes = stackalloc byte[SlidingMinuteBytes];
        for (var i = 0; i < seconds.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], seconds[i]);
        }

        command.Add(bytes);
    }

    private static byte[] Bytes(string prefix, string name) => Encoding.UTF8.GetBytes($"{prefix}:{name}");
}
