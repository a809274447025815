using System.Text;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Conversation;
using Bascule.Storage.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>What lies in the file of vectors.</summary>
public sealed class SqliteVectorFileTests
{
    [Fact]
    public async Task Vector_AtRest_IsNotInTheClear()
    {
        await using var database = new Database();
        var entry = new SemanticEntry { Key = new Digest(1, 0, 0, 0), Scope = new Digest(7, 7, 7, 7), Marks = default, Until = DateTimeOffset.UnixEpoch.AddYears(90), Owner = WordOwner.Nobody };
        var ledger = await database.OpenAsync();
        await new SqliteVectors(database.File, new ContentCipher(new byte[32])).WriteAsync(new SemanticBatch(Guid.CreateVersion7(), 1, default, [new StoredVector(entry, [0.125f, 0.25f, 1, 1])], [], []), CancellationToken.None);
        await ledger.DisposeAsync();
        var all = Directory.GetFiles(database.Folder).SelectMany(File.ReadAllBytes).ToArray();
        var floats = new byte[8];
        BitConverter.TryWriteBytes(floats, 0.125f);
        BitConverter.TryWriteBytes(floats.AsSpan(4), 0.25f);
        Assert.Equal(-1, all.AsSpan().IndexOf(floats));
        Assert.True(all.AsSpan().IndexOf(Encoding.ASCII.GetBytes(entry.Key.ToString())) >= 0);
    }
}
