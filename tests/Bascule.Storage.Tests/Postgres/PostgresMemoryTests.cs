using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>Two gateways that remember responses in one database: what one deleted or erased, the other's memory does not have either.</summary>
public sealed class PostgresMemoryTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly PostgresTestDatabase _database = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_GoneAtOneGateway_IsGoneAtTheOtherThatMadeIt(bool isErased)
    {
        await using var ledger = await _database.OpenAsync();
        await using var one = Memory();
        await using var two = Memory();
        one.Remember(new KeptResponse("t", "r", "d", DataClass.Internal, TimeProvider.System.GetUtcNow().AddDays(1)) { Content = new byte[10], Owner = new WordOwner("k1", null, []) });
        await one.EraseAsync(Erasure.OfKey("nobody"), Cancel);    // behind it all is written
        Assert.NotNull(await one.FindAsync("t", "r", Cancel));

        if (!isErased)
        {
            two.Forget("t", "r");
        }

        Assert.Equal(isErased ? 1 : 0, await two.EraseAsync(Erasure.OfKey("k1"), Cancel));
        Assert.Null(await one.FindAsync("t", "r", Cancel));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private ResponseMemory Memory() => new(_database.Responses(new ContentCipher(new byte[32])), TimeProvider.System, NullLogger<ResponseMemory>.Instance);
}
