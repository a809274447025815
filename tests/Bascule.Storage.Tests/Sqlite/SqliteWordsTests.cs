using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>What the database's files hold of words: nothing in the clear, and nothing at all of what was erased.</summary>
public sealed class SqliteWordsTests : IAsyncLifetime
{
    private const string Words = "nobody else may read this";

    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly Database _database = new();
    private ILedgerStore _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Content_InTheDatabaseFile_IsNotReadable()
    {
        await Store().WriteAsync([Kept("resp_1", WordOwner.Nobody) with { Content = Encoding.UTF8.GetBytes(Words) }], Cancel);
        Assert.All(Files(), file => Assert.True(file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Words)) < 0));
    }

    [Theory]
    [InlineData("responses", "content")]
    [InlineData("content", "request")]
    public async Task Erased_InTheFiles_IsOverwritten(string table, string column)
    {
        var owner = new WordOwner("k1", null, []);
        var words = new SqliteContent(_database.File, new ContentCipher(new byte[32]), []);
        await Store().WriteAsync([.. Enumerable.Range(0, 20).Select(i => Kept($"r{i}", owner with { KeyId = i % 2 == 0 ? "k1" : "k2" }) with { Content = new byte[200 + (i * 500)] })], Cancel);
        await words.WriteAsync([.. Enumerable.Range(0, 20).Select(i => new KeptContent(Guid.CreateVersion7(), default, default, owner with { KeyId = i % 2 == 0 ? "k1" : "k2" }, IsFull: false) { Request = new byte[200 + (i * 500)] })], Cancel);
        var kept = Sealed($"SELECT {column} FROM {table} WHERE key_id = 'k1'");
        Assert.Equal(10, kept.Count);
        Assert.All(kept, one => Assert.Contains(Files(), file => file.AsSpan().IndexOf(one) >= 0));

        Assert.Equal(10, await (table == "content" ? words.EraseAsync(Erasure.OfKey("k1"), Cancel) : Store().EraseAsync(Erasure.OfKey("k1"), Cancel)));

        Assert.All(kept, one => Assert.DoesNotContain(Files(), file => file.AsSpan().IndexOf(one) >= 0));
    }

    /// <summary>The first bytes of each: nonce and tag are nobody else's.</summary>
    private List<byte[]> Sealed(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<byte[]>();
        while (reader.Read())
        {
            found.Add(reader.GetFieldValue<byte[]>(0)[..40]);
        }

        return found;
    }

    private List<byte[]> Files() => [.. Directory.GetFiles(_database.Folder).Select(file =>
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        open.CopyTo(bytes);
        return bytes.ToArray();
    })];

    private SqliteResponses Store() => new(_database.File, new ContentCipher(new byte[32]));

    private static KeptResponse Kept(string id, WordOwner owner) => new("t", id, "d", DataClass.Internal, Rows.Noon.AddDays(1)) { Content = new byte[10], Owner = owner };
}
