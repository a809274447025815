using System.Threading.Channels;
using Bascule.Engine.Ledger;
using Bascule.Servers;
using Bascule.Storage.Keys;
using Bascule.Storage.Postgres;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>A real server that is killed, started again, stopped and not yet there: rows wait in the journal and none is lost.</summary>
public sealed class PostgresAwayTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-away-").FullName;
    private PostgresServer _server = null!;

    private PostgresAddress Address => PostgresAddress.TryParse(_server.Url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong);

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Server_KilledInTheMiddleOfLoad_LosesNoRow()
    {
        var (database, _) = await PostgresDatabase.OpenNowOrLaterAsync(Address, 5, TimeProvider.System, Cancel);
        await using var journal = Journal.Open(new JournalOptions(Path.Combine(_folder, "journal")), NullLogger<Journal>.Instance);
        await using var drain = Drain.Start(journal, database.Ledger, TimeProvider.System, NullLogger<Drain>.Instance);
        var ids = new List<Guid>();
        async Task SettleAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var row = Rows.Settled();
                ids.Add(row.Id);
                Assert.True(await journal.SettledAsync(row));
            }
        }

        for (var round = 0; round < 3; round++)
        {
            await SettleAsync(2_500);
            while (drain.RowsStored < ids.Count / 2)
            {
                await drain.FlushAsync(Cancel);
            }

            await SettleAsync(1_000);
            await _server.KillAsync();
            await SettleAsync(1_500);
            while (!drain.StoreAway)
            {
                Assert.False(await drain.FlushAsync(Cancel));
            }

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.Ledger.FindAsync(ids[0], Cancel));
            await _server.StartAgainAsync();
            while (!await drain.FlushAsync(Cancel))
            {
            }

            Assert.False(drain.StoreAway);
        }

        Assert.Equal(0, journal.RowsLost);
        Assert.Equal(ids.Count, Assert.Single(await database.Ledger.SumAsync(new([]), Cancel)).Requests);
        Assert.NotNull(await database.Ledger.FindAsync(ids[^1], Cancel));
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Server_AwayAtTheStart_IsMadeReadyByTheFirstWriteThatReachesIt()
    {
        var address = Address;
        await _server.KillAsync();
        var (database, trouble) = await PostgresDatabase.OpenNowOrLaterAsync(address, 5, TimeProvider.System, Cancel);
        Assert.Contains("can't be had", trouble, StringComparison.Ordinal);
        var row = Rows.Settled();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.Ledger.WriteAsync([row], Cancel));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.Keys.ReadAsync(Cancel));
        Assert.Null(PostgresKeys.Names(address));

        await _server.StartAgainAsync();
        Assert.Empty(PostgresKeys.Names(address)!);
        Assert.Empty(await database.Keys.ReadAsync(Cancel));
        await database.Ledger.WriteAsync([row], Cancel);
        Assert.Equal(row, await database.Ledger.FindAsync(row.Id, Cancel));
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Secrets_OfTwoGateways_AreTheSameAndOutliveTheServer()
    {
        using var one = DataFolder.TryOpen(Path.Combine(_folder, "one"), out _)!;
        using var two = DataFolder.TryOpen(Path.Combine(_folder, "two"), out _)!;
        using var three = DataFolder.TryOpen(Path.Combine(_folder, "three"), out _)!;
        var address = Address;
        var (database, _) = await PostgresDatabase.OpenNowOrLaterAsync(address, 5, TimeProvider.System, Cancel);
        var both = await Task.WhenAll(database.SecretsAsync(one, Cancel), database.SecretsAsync(two, Cancel));
        Assert.Equal(both[0].HashUser("ada"), both[1].HashUser("ada"));
        Assert.Contains(both[0].HashUser("ada"), new[] { one, two }.Select(folder => folder.ReadOrMakeSecrets().HashUser("ada")));
        Assert.Equal("x"u8.ToArray(), both[1].Responses.Open(both[0].Responses.Seal("x"u8, "p"), "p"));
        Assert.Equal("x"u8.ToArray(), both[1].Content.Open(both[0].Content.Seal("x"u8, "p"), "p"));
        Assert.Null(both[1].Content.Open(both[0].Responses.Seal("x"u8, "p"), "p"));

        await _server.KillAsync();
        Assert.Equal(both[0].HashUser("ada"), (await database.SecretsAsync(two, Cancel)).HashUser("ada"));
        var unknown = await Assert.ThrowsAsync<IOException>(() => database.SecretsAsync(three, Cancel));
        Assert.Contains("storage.secret", unknown.Message, StringComparison.Ordinal);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Key_Written_IsToldToWhoeverListens()
    {
        var (database, _) = await PostgresDatabase.OpenNowOrLaterAsync(Address, 5, TimeProvider.System, Cancel);
        await using var listener = new NpgsqlConnection(_server.ConnectionString);
        await listener.OpenAsync(Cancel);
        await PostgresText.ExecuteAsync(listener, $"LISTEN {PostgresKeys.Channel}", Cancel);
        var told = new List<string>();
        listener.Notification += (_, news) => told.Add(news.Payload);
        var key = new KeyRecord("key_1", "web", "{}", Disabled: false, Rows.Noon, Rows.Noon);
        Assert.Equal(KeyWrite.Done, await database.Keys.WriteAsync(key, null, Cancel));
        Assert.Equal(KeyWrite.NameTaken, await database.Keys.WriteAsync(key with { Id = "key_2" }, null, Cancel));
        await PostgresText.ExecuteAsync(listener, "SELECT 1", Cancel);    // what was told before comes with its answer
        Assert.Equal(["key_1"], told);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Keys_FollowedByWhoCouldNotTakeThemOver_AreToldOfAgain()
    {
        var (database, _) = await PostgresDatabase.OpenNowOrLaterAsync(Address, 5, TimeProvider.System, Cancel);
        using var stop = new CancellationTokenSource();
        var news = Channel.CreateUnbounded<int>();
        var calls = 0;
        var following = database.Keys.FollowAsync(_ => Task.FromResult(news.Writer.TryWrite(++calls) && calls > 1), stop.Token);
        Assert.Equal(1, await news.Reader.ReadAsync(Cancel));
        Assert.Equal(2, await news.Reader.ReadAsync(Cancel));
        await stop.CancelAsync();
        await following;
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Keys_Followed_AreToldOfEachChangeAlsoAfterTheServerWasAway()
    {
        var (database, _) = await PostgresDatabase.OpenNowOrLaterAsync(Address, 5, TimeProvider.System, Cancel);
        using var stop = new CancellationTokenSource();
        var news = Channel.CreateUnbounded<int>();
        var following = database.Keys.FollowAsync(
            async cancel => news.Writer.TryWrite((await database.Keys.ReadAsync(cancel)).Count),
            stop.Token);
        Assert.Equal(0, await news.Reader.ReadAsync(Cancel));
        var key = new KeyRecord("key_1", "web", "{}", Disabled: false, Rows.Noon, Rows.Noon);
        await database.Keys.WriteAsync(key, null, Cancel);
        Assert.Equal(1, await news.Reader.ReadAsync(Cancel));

        await _server.KillAsync();
        await _server.StartAgainAsync();
        var other = (await PostgresDatabase.OpenNowOrLaterAsync(Address, 5, TimeProvider.System, Cancel)).Database;
        Assert.Equal(KeyWrite.Done, await other.Keys.WriteAsync(key with { Id = "key_2", Name = "shop", Changed = Rows.Noon.AddYears(-1) }, null, Cancel));    // its clock is wrong
        Assert.Equal(2, await news.Reader.ReadAsync(Cancel));
        await stop.CancelAsync();
        await following;
        await other.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Open_WithAWrongNameOfTheDatabase_IsRefusedAndSaysSo()
    {
        Assert.True(PostgresAddress.TryParse(_server.Url.Replace("/postgres", "/nowhere", StringComparison.Ordinal), out var address, out _));
        var refused = await Assert.ThrowsAsync<IOException>(() => PostgresDatabase.OpenNowOrLaterAsync(address, 5, TimeProvider.System, Cancel));
        Assert.Contains("\"nowhere\" does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutTheRightToMakeTables_IsRefusedAndSaysSo()
    {
        await using (var connection = new NpgsqlConnection(_server.ConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await PostgresText.ExecuteAsync(connection, "CREATE ROLE guest LOGIN", Cancel);
        }

        Assert.True(PostgresAddress.TryParse(_server.Url.Replace("postgres@", "guest@", StringComparison.Ordinal), out var address, out _));
        var refused = await Assert.ThrowsAsync<IOException>(() => PostgresDatabase.OpenNowOrLaterAsync(address, 5, TimeProvider.System, Cancel));
        Assert.Contains("right to create", refused.Message, StringComparison.Ordinal);
    }
}
