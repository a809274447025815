using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Caching.Semantic;

public sealed class VectorIndexTests
{
    private static readonly Digest Here = new(1, 1, 1, 1), There = new(2, 2, 2, 2);

    private readonly Random _random = new(7);

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(384)]
    [InlineData(1000)]
    public void Find_AnyLength_IsWhatAFullComparisonFinds(int length)
    {
        var index = new VectorIndex();
        var vectors = new List<float[]>();
        var centre = Unit(length);
        for (var i = 0; i < 3_000; i++)
        {
            var vector = i % 3 == 0 ? Near(centre, (float)_random.NextDouble()) : Unit(length);
            vectors.Add(vector);
            Assert.True(index.Add(Entry(i, Here), vector));
        }

        var asked = Near(centre, 0.2f);
        Span<Neighbour> best = new Neighbour[8];
        var found = index.Find(Here, asked, 0.5, best);
        var expected = vectors.Select((vector, at) => (At: (ulong)at, Similarity: vector.Zip(asked, (a, b) => a * b).Sum())).Where(one => one.Similarity >= 0.5).OrderByDescending(one => one.Similarity).Take(8).ToArray();
        Assert.Equal(expected.Length, found);
        for (var i = 0; i < found; i++)
        {
            Assert.Equal(expected[i].Similarity, best[i].Similarity, 4);
        }

        Assert.Equal(expected.Select(one => one.At).Order().Take(found), best[..found].ToArray().Select(one => one.Entry.Key.A).Order());
    }

    [Fact]
    public void Dot_OnAnyMachine_IsTheSame()
    {
        var codes = new sbyte[96];
        var query = new short[96];
        for (var i = 0; i < codes.Length; i++)
        {
            (codes[i], query[i]) = ((sbyte)_random.Next(-127, 128), (short)_random.Next(-8191, 8192));
        }

        var sum = codes.Zip(query, (code, asked) => (long)code * asked).Sum();
        Assert.Equal(sum, SignedBytes.Dot(in codes[0], in query[0], codes.Length));
        Assert.Equal(sum, SignedBytes.DotAnywhere(in codes[0], in query[0], codes.Length));
    }

    [Fact]
    public void Find_AnotherScope_FindsNothing()
    {
        var index = new VectorIndex();
        var vector = Unit(32);
        index.Add(Entry(1, Here), vector);
        Assert.Equal(1, index.Find(Here, vector, 0.9, new Neighbour[4]));
        Assert.Equal(0, index.Find(There, vector, 0.9, new Neighbour[4]));
    }

    [Fact]
    public void Add_AnotherLengthOrTheSameKey_IsRefusedOrTakesItsPlace()
    {
        var index = new VectorIndex();
        var (first, second) = (Unit(32), Unit(32));
        Assert.True(index.Add(Entry(1, Here), first));
        Assert.False(index.Add(Entry(2, Here), Unit(16)));
        Assert.True(index.Add(Entry(1, Here), second));
        Assert.Equal(1, index.Count);
        Assert.Equal(1, index.Find(Here, second, 0.99, new Neighbour[4]));
        Assert.Equal(0, index.Find(Here, first, 0.99, new Neighbour[4]));
    }

    [Fact]
    public void Add_PastItsBytes_DropsTheOldest()
    {
        var index = new VectorIndex(100 * VectorChunk.BytesOf(32));
        var vectors = Enumerable.Range(0, 500).Select(_ => Unit(32)).ToArray();
        for (var i = 0; i < vectors.Length; i++)
        {
            index.Add(Entry(i, Here), vectors[i]);
        }

        Assert.Equal(100, index.Count);
        Assert.True(index.UsedBytes <= 100 * VectorChunk.BytesOf(32));
        Assert.Equal(0, index.Find(Here, vectors[10], 0.99, new Neighbour[4]));
        Assert.Equal(1, index.Find(Here, vectors[499], 0.99, new Neighbour[4]));
    }

    [Fact]
    public void Remove_Most_LeavesTheOthersToBeFound()
    {
        var index = new VectorIndex();
        var vectors = Enumerable.Range(0, 5_000).Select(_ => Unit(16)).ToArray();
        for (var i = 0; i < vectors.Length; i++)
        {
            index.Add(Entry(i, i % 2 == 0 ? Here : There), vectors[i]);
        }

        Assert.Equal(4_900, index.RemoveWhere(entry => entry.Key.A % 50 != 0).Count);
        Assert.Equal(100, index.Count);
        for (var i = 0; i < vectors.Length; i += 50)
        {
            Assert.Equal(1, index.Find(Here, vectors[i], 0.9999, new Neighbour[1]));
        }

        index.RemoveWhere(_ => true);
        Assert.Equal((0, 0L), (index.Count, index.UsedBytes));
    }

    [Fact]
    public async Task Find_WhileOthersAddAndRemove_FindsWhatStays()
    {
        var index = new VectorIndex();
        var kept = Enumerable.Range(0, 50).Select(_ => Unit(48)).ToArray();
        for (var i = 0; i < kept.Length; i++)
        {
            index.Add(Entry(i, Here), kept[i]);
        }

        var others = Enumerable.Range(0, 4_000).Select(_ => Unit(48)).ToArray();
        var writing = Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < others.Length; i++)
            {
                index.Add(Entry(1_000 + i, Here), others[i]);
                if (i >= 100)
                {
                    index.Remove(new Digest((ulong)(900 + i), 0, 0, 0));
                }
            }
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var best = new Neighbour[2];
        var rounds = 0;
        do
        {
            foreach (var (vector, at) in kept.Select((vector, at) => (vector, at)))
            {
                Assert.True(index.Find(Here, vector, 0.999, best) >= 1);
                Assert.Equal((ulong)at, best[0].Entry.Key.A);
            }

            rounds++;
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.True(rounds > 0);
        Assert.Equal(150, index.Count);
    }

    private static SemanticEntry Entry(int key, Digest scope) => new() { Key = new Digest((ulong)key, 0, 0, 0), Scope = scope, Marks = PromptMarks.Of(""), Until = DateTimeOffset.MaxValue };

    private float[] Unit(int length)
    {
        var vector = Enumerable.Range(0, length).Select(_ => (float)((_random.NextDouble() * 2) - 1)).ToArray();
        Assert.True(SignedBytes.TryNormalise(vector));
        return vector;
    }

    private float[] Near(float[] centre, float away)
    {
        var vector = centre.Zip(Unit(centre.Length), (a, b) => a + (away * b)).ToArray();
        SignedBytes.TryNormalise(vector);
        return vector;
    }
}
