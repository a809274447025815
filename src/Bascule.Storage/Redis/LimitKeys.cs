using System.Buffers.Binary;
using System.Text;
using Bascule.Engine.Limits;
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

    /// <summary>The three keys of one subject.</summary>
    public void AddAll(RedisCommand command, SharedSubject subject)
    {
        AddRequests(command, subject);
        AddTokens(command, subject);
        AddPlaces(command, subject);
    }

    /// <summary>A request's limits of one subject, and what it takes of it. Returns the untold counts among them; null: there are none, as nearly always.</summary>
    public static int[]? AddPart(RedisCommand command, SharedPart part, long age)
    {
        command.Add(part.RequestsPerMinute ?? -1).Add(part.TokensPerMinute ?? -1).Add(part.Tokens).Add(part.Concurrency ?? -1).Add(part.Subject.Counter.InFlight);
        if (!part.Subject.HasUntold(age))
        {
            command.Add([]).Add([]);
            return null;
        }

        var both = new int[2 * SlidingMinute.Seconds];
        var requests = both.AsSpan(0, SlidingMinute.Seconds);
        var tokens = both.AsSpan(SlidingMinute.Seconds);
        part.Subject.TakeUntold(age, requests, tokens);
        AddMinute(command, requests);
        AddMinute(command, tokens);
        return both;
    }

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
