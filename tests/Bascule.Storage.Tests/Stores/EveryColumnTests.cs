using System.Collections;
using System.Reflection;
using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Stores;

/// <summary>What the ledger knows of a request, property by property: a new one can't be forgotten on the way to the store.</summary>
public abstract class EveryColumnTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected EveryColumnTests(TestDatabase database) => _database = database;

    [Fact]
    public void FullRow_EachProperty_HasAValueOfItsOwn()
    {
        var full = Rows.Full();
        Assert.Equal([], Same(full, new LedgerRow { Id = default, At = default, DialectIn = null! }));
        Assert.Equal([], Same(full.Usage!, new LedgerUsage(0, 0, 0, 0, 0, false)));
        var none = new LedgerAttempt(null!, 0, null, default, null, 0, null);
        Assert.Equal([], full.Attempts.Select(attempt => Same(attempt, none)).Aggregate((one, other) => [.. one.Intersect(other)]));
    }

    [Fact]
    public async Task FullRow_ThroughJournalAndStore_KeepsEachProperty()
    {
        var full = Rows.Full();
        await using var store = await _database.OpenAsync();
        await using var journal = Journal.Open(new JournalOptions(Path.Combine(_database.Folder, "journal")), NullLogger<Journal>.Instance);
        await using var drain = Drain.Start(journal, store, TimeProvider.System, NullLogger<Drain>.Instance);
        Assert.True(await journal.SettledAsync(full));
        Assert.True(await drain.FlushAsync(Cancel));

        var read = await store.FindAsync(full.Id, Cancel);
        Assert.NotNull(read);
        Assert.Equal(typeof(LedgerRow).GetProperties().Select(property => property.Name), Same(full, read));
        Assert.Equal(typeof(LedgerUsage).GetProperties().Select(property => property.Name), Same(full.Usage!, read.Usage!));
        Assert.Equal(full.Attempts.Count, read.Attempts.Count);
        foreach (var (wrote, found) in full.Attempts.Zip(read.Attempts))
        {
            Assert.Equal(typeof(LedgerAttempt).GetProperties().Select(property => property.Name), Same(wrote, found));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The properties in which two of a kind do not differ.</summary>
    private static string[] Same<T>(T one, T other) where T : notnull =>
        [.. typeof(T).GetProperties().Where(property => IsSame(property, one, other)).Select(property => property.Name)];

    private static bool IsSame(PropertyInfo property, object one, object other) => (property.GetValue(one), property.GetValue(other)) switch
    {
        (string mine, var theirs) => Equals(mine, theirs),
        (IEnumerable mine, IEnumerable theirs) => mine.Cast<object>().SequenceEqual(theirs.Cast<object>()),
        var (mine, theirs) => Equals(mine, theirs),
    };
}
