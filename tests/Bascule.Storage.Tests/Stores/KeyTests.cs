using Bascule.Storage.Keys;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests.Stores;

/// <summary>What every store of keys does: whole or not at all, and never over what somebody else wrote meanwhile.</summary>
public abstract class KeyTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected KeyTests(TestDatabase database) => _database = database;

    [Fact]
    public async Task Key_Written_IsReadTheSame()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a", "b") with { Options = """{"name":"web","tags":{"a":"ä\u0000"}}""", Disabled = true };
        Assert.Equal(KeyWrite.Done, await _database.Keys.WriteAsync(key, null, Cancel));

        Equal(key, Assert.Single(await _database.Keys.ReadAsync(Cancel)));
        Equal(key, await _database.Keys.FindAsync(key.Id, Cancel));
        Assert.Null(await _database.Keys.FindAsync("key_other", Cancel));
        Assert.Empty(await _database.Keys.ReadDeletedAsync(Cancel));
    }

    [Fact]
    public async Task Keys_Many_AreReadOldestFirst()
    {
        await using var ledger = await _database.OpenAsync();
        KeyRecord[] keys = [.. Enumerable.Range(0, 20).Select(i => Key($"k{i}", $"s{i}") with { Created = Rows.Noon.AddMinutes(i * 7 % 20) })];
        foreach (var key in keys)
        {
            await _database.Keys.WriteAsync(key, null, Cancel);
        }

        Assert.Equal(keys.OrderBy(key => key.Created).Select(key => key.Name), (await _database.Keys.ReadAsync(Cancel)).Select(key => key.Name));
    }

    [Fact]
    public async Task Key_Changed_HasItsNewSecretsAndNoOthers()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a", "b");
        await _database.Keys.WriteAsync(key, null, Cancel);
        var changed = key with { Name = "shop", Changed = key.Changed.AddMilliseconds(1), Secrets = [Secret("c", null), Secret("a", Rows.Noon.AddDays(1))] };
        Assert.Equal(KeyWrite.Done, await _database.Keys.WriteAsync(changed, key, Cancel));
        Equal(changed, await _database.Keys.FindAsync(key.Id, Cancel));
    }

    [Fact]
    public async Task Key_OfATakenName_IsNotWritten()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a");
        await _database.Keys.WriteAsync(key, null, Cancel);
        Assert.Equal(KeyWrite.NameTaken, await _database.Keys.WriteAsync(Key("web", "b"), null, Cancel));
        var shop = Key("shop", "c");
        await _database.Keys.WriteAsync(shop, null, Cancel);
        Assert.Equal(KeyWrite.NameTaken, await _database.Keys.WriteAsync(shop with { Name = "web", Changed = shop.Changed.AddMilliseconds(1) }, shop, Cancel));
        Assert.Equal(["shop", "web"], (await _database.Keys.ReadAsync(Cancel)).Select(read => read.Name).Order());
    }

    [Fact]
    public async Task Key_ChangedByTwoAtOnce_IsThatOfTheFirst()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a");
        await _database.Keys.WriteAsync(key, null, Cancel);
        var (first, second) = (key with { Changed = key.Changed.AddSeconds(1), Secrets = [Secret("new", null)] }, key with { Changed = key.Changed.AddSeconds(2), Disabled = true });
        Assert.Equal(KeyWrite.Done, await _database.Keys.WriteAsync(first, key, Cancel));
        Assert.Equal(KeyWrite.Overtaken, await _database.Keys.WriteAsync(second, key, Cancel));
        Equal(first, await _database.Keys.FindAsync(key.Id, Cancel));
    }

    [Fact]
    public async Task Keys_ChangedByManyAtOnce_ChangeOnceEach()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a");
        await _database.Keys.WriteAsync(key, null, Cancel);
        var written = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => _database.Keys.WriteAsync(key with { Changed = key.Changed.AddSeconds(i), Secrets = [Secret($"s{i}", null)] }, key, Cancel)));
        Assert.Single(written, KeyWrite.Done);
        Assert.Equal(7, written.Count(one => one == KeyWrite.Overtaken));
        Assert.Single((await _database.Keys.FindAsync(key.Id, Cancel))!.Secrets);
    }

    [Fact]
    public async Task Key_Deleted_IsOnlyAmongTheDeletedAndItsNameIsFree()
    {
        await using var ledger = await _database.OpenAsync();
        var key = Key("web", "a");
        await _database.Keys.WriteAsync(key, null, Cancel);
        var gone = key with { Changed = Rows.Noon.AddDays(1), Deleted = Rows.Noon.AddDays(1), Secrets = [] };
        Assert.Equal(KeyWrite.Done, await _database.Keys.WriteAsync(gone, key, Cancel));
        Assert.Equal(KeyWrite.Overtaken, await _database.Keys.WriteAsync(key with { Changed = Rows.Noon.AddDays(2) }, gone, Cancel));    // the dead stay so

        Assert.Empty(await _database.Keys.ReadAsync(Cancel));
        Equal(gone, Assert.Single(await _database.Keys.ReadDeletedAsync(Cancel)));
        Equal(gone, Assert.Single(await _database.Keys.FindDeletedAsync("web", Cancel)));
        Equal(gone, Assert.Single(await _database.Keys.FindDeletedAsync(key.Id, Cancel)));
        Assert.Equal(KeyWrite.Done, await _database.Keys.WriteAsync(Key("web", "b"), null, Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static KeyRecord Key(string name, params string[] secrets) => new($"key_{Guid.CreateVersion7():N}", name, "{}", Disabled: false, Rows.Noon, Rows.Noon)
    {
        Secrets = [.. secrets.Select((secret, place) => Secret(secret, place == 0 ? null : Rows.Noon.AddHours(place)))],
    };

    private static KeySecret Secret(string hash, DateTimeOffset? until) => new(hash, "bsk-", Rows.Noon, until);

    private static void Equal(KeyRecord expected, KeyRecord? actual)
    {
        Assert.Equal(expected with { Secrets = [] }, actual! with { Secrets = [] });
        Assert.Equal(expected.Secrets, actual.Secrets);
    }
}
