using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Memory;
using Bascule.Engine.Conversation;
using CsCheck;

namespace Bascule.Engine.Tests.Caching.Memory;

/// <summary>The memory holds what was used last, within its bound, and nothing else.</summary>
public sealed class AnswerShelvesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Shelf_AnyActs_HoldsWhatAListOfUseWouldHold() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 40], Gen.Int[1, 400]).Array[0, 600].Sample(acts =>
        {
            var shelf = new AnswerShelf();
            shelf.SetMaxBytes(12_000);
            var model = new List<(CacheKey Key, byte[] Bytes)>();    // the least recently used first
            foreach (var (act, number, length) in acts)
            {
                var (key, at) = (KeyOf(number), model.FindIndex(one => one.Key == KeyOf(number)));
                switch (act)
                {
                    case 0 or 1:
                        var bytes = new byte[length];
                        Assert.True(shelf.Put(key, bytes, long.MaxValue));
                        if (at >= 0)
                        {
                            model.RemoveAt(at);
                        }

                        model.Add((key, bytes));
                        model.RemoveRange(0, model.Count - shelf.Count);    // those that had to go went in this order
                        break;
                    case 2:
                        Assert.Same(at < 0 ? null : model[at].Bytes, shelf.Find(key, Now.UtcTicks));
                        if (at >= 0)
                        {
                            model.Add(model[at]);
                            model.RemoveAt(at);
                        }

                        break;
                    default:
                        Assert.Equal(at >= 0, shelf.Remove(key));
                        if (at >= 0)
                        {
                            model.RemoveAt(at);
                        }

                        break;
                }

                Assert.Equal(model.Count, shelf.Count);
                Assert.InRange(shelf.Bytes, 0, 12_000);
            }

            Assert.All(model, one => Assert.Same(one.Bytes, shelf.Find(one.Key, Now.UtcTicks)));
        });

    [Fact]
    public void Answer_PastItsTime_IsNotFoundAndTakesNoRoom()
    {
        var shelves = new AnswerShelves();
        shelves.Put(KeyOf(1), new byte[100], Now.AddMinutes(1));
        shelves.Put(KeyOf(2), new byte[100], Now.AddMinutes(9));
        Assert.NotNull(shelves.Find(KeyOf(1), Now));
        Assert.Null(shelves.Find(KeyOf(1), Now.AddMinutes(1)));
        shelves.Put(KeyOf(1), new byte[100], Now.AddMinutes(1));
        Assert.Equal(1, shelves.Sweep(Now.AddMinutes(5), CancellationToken.None));
        Assert.Equal(1, shelves.Count);
    }

    [Fact]
    public void Bound_Lowered_LetsTheOldestGo()
    {
        var shelves = new AnswerShelves { MaxBytes = 1 << 20 };
        for (var i = 0; i < 500; i++)
        {
            shelves.Put(KeyOf(i), new byte[1000], Now.AddMinutes(1));
        }

        Assert.Equal(500, shelves.Count);
        shelves.MaxBytes = 100_000;
        Assert.InRange(shelves.Bytes, 1, 100_000);
        Assert.NotNull(shelves.Find(KeyOf(499), Now));
        Assert.Null(shelves.Find(KeyOf(0), Now));
    }

    [Fact]
    public void Answer_OfHalfTheRoom_IsNotKept()
    {
        var shelves = new AnswerShelves { MaxBytes = 100_000 };
        Assert.False(shelves.Put(KeyOf(1), new byte[60_000], Now.AddMinutes(1)));
        Assert.Null(shelves.Find(KeyOf(1), Now));
    }

    [Fact]
    public async Task Threads_AtOnce_LoseNothingThatFits()
    {
        var shelves = new AnswerShelves();
        await Parallel.ForAsync(0, 8, async (thread, _) =>
        {
            await Task.Yield();
            for (var i = 0; i < 5_000; i++)
            {
                var key = KeyOf((thread * 5_000) + i);
                shelves.Put(key, new byte[32], Now.AddMinutes(1));
                Assert.NotNull(shelves.Find(key, Now));
            }
        });
        Assert.Equal(40_000, shelves.Count);
    }

    [Fact]
    public void Bytes_WrittenAndRead_AreTheSame()
    {
        var answer = new CachedAnswer
        {
            Dialect = "openai-chat", Stream = true, ContentType = "text/event-stream", Bytes = new byte[] { 1, 2, 3 }, Route = "assistant", Deployment = "d", Maker = ulong.MaxValue, Provider = null, Model = "m-é",
            DialectOut = "gemini", Usage = new(1, 2, 3, 4, 5, true), CostNano = -1, Dropped = "a, b", TotalMs = 7, From = Guid.CreateVersion7(), At = Now, Until = Now.AddHours(1),
            Owner = new WordOwner("k", null, [new("t", "v"), new("u", "")]),
        };
        var bytes = AnswerBytes.Write(answer);
        var read = AnswerBytes.Read(bytes)!;
        Assert.Equal(answer with { Bytes = default }, read with { Bytes = default });
        Assert.Equal(answer.Bytes.ToArray(), read.Bytes.ToArray());
        Assert.Equal("assistant", AnswerBytes.RouteOf(bytes));
        Assert.Equal(answer.Owner, AnswerBytes.OwnerOf(bytes));
    }

    [Fact]
    public void Bytes_OfAnyKind_NeverThrow() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        if (bytes.Length > 0)
        {
            bytes[0] = 1;    // as far as it goes
        }

        AnswerBytes.Read(bytes);
        AnswerBytes.RouteOf(bytes);
        AnswerBytes.OwnerOf(bytes);
    });

    private static CacheKey KeyOf(int number) => new(Digest.Of(BitConverter.GetBytes(number)));
}
