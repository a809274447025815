using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Conversation;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Caching;

/// <summary>What was under way when its words were erased is not kept afterwards.</summary>
public sealed class ForgottenWordsTests : IAsyncDisposable
{
    private static readonly WordOwner Owner = new("k1", "s1", [new("customer", "42")]);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly AnswerCache _cache;
    private ulong _keys;

    public ForgottenWordsTests() => _cache = new AnswerCache(_time);

    public async ValueTask DisposeAsync() => await _cache.DisposeAsync();

    public static TheoryData<string, bool> Erasures => new()
    {
        { "key k1", true }, { "key k2", false }, { "session s1", true }, { "session s2", false }, { "tag 42", true }, { "tag 43", false }, { "route r", true }, { "route q", false }, { "all", true },
    };

    [Theory]
    [MemberData(nameof(Erasures))]
    public async Task Keep_AskedBeforeTheErasure_IsKeptOnlyWhereItIsNotCovered(string what, bool covered)
    {
        var asked = Tick();
        await ForgetAsync(what);
        Assert.Equal(!covered, Keeps(asked));
        Assert.True(Keeps(Tick()));
    }

    [Fact]
    public async Task Keep_MoreErasuresThanAreKnown_KeepsNothingFromBeforeThem()
    {
        var asked = Tick();
        for (var i = 0; i < 300; i++)
        {
            await _cache.EraseAsync(Erasure.OfKey($"other{i}"), CancellationToken.None);
            Tick();
        }

        Assert.False(Keeps(asked));
        Assert.True(Keeps(Tick()));
    }

    private DateTimeOffset Tick()
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var now = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return now;
    }

    private Task<int> ForgetAsync(string what) => what.Split(' ') switch
    {
        ["key", var key] => _cache.EraseAsync(Erasure.OfKey(key), CancellationToken.None),
        ["session", var session] => _cache.EraseAsync(Erasure.OfSession(session), CancellationToken.None),
        ["tag", var tag] => _cache.EraseAsync(Erasure.OfTag("customer", tag), CancellationToken.None),
        ["route", var route] => _cache.ClearAsync(route, CancellationToken.None),
        _ => _cache.ClearAsync(null, CancellationToken.None),
    };

    private bool Keeps(DateTimeOffset since)
    {
        var key = new CacheKey(new Digest(++_keys, 0, 0, 0));
        var answer = new CachedAnswer
        {
            Dialect = "openai-chat", ContentType = "application/json", Bytes = Encoding.UTF8.GetBytes("{}"), Route = "r", Deployment = "d", Maker = 1, From = Guid.CreateVersion7(), At = _time.GetUtcNow(),
            Until = _time.GetUtcNow().AddHours(1), Owner = Owner,
        };
        _cache.Keep(key, answer, since);
        return _cache.TryFind(key, out _);
    }
}
