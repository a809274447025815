using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Routing;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Caching.Semantic;

/// <summary>In which order checks count, and from when on a route may serve.</summary>
public sealed class SemanticRouteTests
{
    private readonly SemanticRoute _route = Route(0.01);

    [Fact]
    public void IsOpen_StoreNotRead_NoHowManyChecksThereWere()
    {
        for (var i = 0; i < 500; i++)
        {
            _route.Check(0.97, wrong: false, epoch: 0);
        }

        Assert.True(_route.Proof.IsOpen);
        Assert.False(_route.IsOpen);
        Assert.Equal(("waiting for the store", "waiting for the store", false), (_route.Text, _route.State().Text, _route.State().Open));

        _route.Learn([new SemanticCount("r", _route.Terms, 3, SemanticCountKind.Check, 0, 0, 0)]);    // it has begun anew three times
        Assert.False(_route.IsOpen);
        Assert.Equal(3, _route.Proof.Epoch);
    }

    [Fact]
    public void IsOpen_StoreRead_ByWhatWasSeenSinceAndBefore()
    {
        for (var i = 0; i < 500; i++)
        {
            _route.Check(0.97, wrong: false, epoch: 0);
        }

        _route.Learn([]);
        Assert.True(_route.IsOpen);
        Assert.Equal("open", _route.Text);
    }

    [Fact]
    public void Say_Right_CountsWhenAllBeforeItAreKnown()
    {
        var (first, second, third) = (Begin(), Begin(), Begin());
        _route.Say(second, CheckWord.Right);
        Assert.Equal((0L, 0L), Counted());
        _route.Say(third, CheckWord.Wrong);
        Assert.Equal((1L, 1L), Counted());    // a false one waits for nobody
        _route.Say(first, CheckWord.Right);
        Assert.Equal((3L, 1L), Counted());
    }

    [Fact]
    public void Say_Doubtful_IsFalseUntilItIsForgiven()
    {
        var (first, second) = (Begin(), Begin());
        _route.Say(first, CheckWord.Doubtful);
        Assert.Equal((1L, 1L), Counted());
        _route.Say(second, CheckWord.Right);
        Assert.Equal((2L, 1L), Counted());    // it holds nobody up
        _route.Say(first, CheckWord.Right);
        Assert.Equal((2L, 0L), Counted());
    }

    /// <summary>What a replica that dies has told of a doubt stays a false one for the others.</summary>
    [Fact]
    public void TakePending_OfADoubt_TellsTheOthersAtOnce()
    {
        var check = Begin();
        _route.Say(check, CheckWord.Doubtful);
        var told = _route.TakePending();
        var other = Route(0.01);
        other.Learn(told);
        Assert.Equal((1L, 1L), (other.State().Checks, other.State().Wrong));

        _route.Say(check, CheckWord.Right);
        other.Learn([.. told, .. _route.TakePending()]);
        Assert.Equal((1L, 0L), (other.State().Checks, other.State().Wrong));
    }

    /// <summary>A reload brings another share while checks are under way.</summary>
    [Fact]
    public void With_ChecksUnderWay_AreSaidToWhatComesAfterAndKeepTheirOrder()
    {
        var (first, second) = (Begin(), Begin());
        _route.Say(first, CheckWord.Doubtful);
        var told = _route.TakePending();
        var after = _route.With(_route.Options with { MaxFalseHits = 0.05 });
        Assert.Equal((1L, 1L, 0.05), (after.State().Checks, after.State().Wrong, after.Proof.Share));

        after.Say(after.Begin(0.97, epoch: 0), CheckWord.Right);
        Assert.Equal(1L, after.State().Checks);    // it waits for the second
        _route.Say(second, CheckWord.Right);
        _route.Say(first, CheckWord.Right);
        Assert.Equal((3L, 0L), (after.State().Checks, after.State().Wrong));

        var other = Route(0.05);
        other.Learn([.. told, .. after.TakePending()]);
        Assert.Equal((3L, 0L), (other.State().Checks, other.State().Wrong));
        Assert.Empty(_route.TakePending());
    }

    [Fact]
    public void With_AnotherShare_IsOpenByItsOwnBound()
    {
        _route.Learn([]);
        for (var i = 0; i < 500; i++)
        {
            _route.Check(0.97, wrong: false, epoch: 0);
        }

        Assert.True(_route.IsOpen);
        var strict = _route.With(_route.Options with { MaxFalseHits = 0.001 });
        Assert.False(strict.IsOpen);
        Assert.True(strict.With(_route.Options with { CheckShare = 0.5 }).IsOpen);
    }

    /// <summary>Two replicas that see every second hit each: what is false for both together is noticed by either.</summary>
    [Fact]
    public void Learn_FalseOnesHereAndThere_BeginAnew()
    {
        List<SemanticCount> store = [];
        var (here, there) = (Route(0.01), Route(0.01));
        for (var i = 0; i < 2_000; i++)
        {
            here.Check(0.97, wrong: false, epoch: 0);
        }

        store.AddRange(here.TakePending());
        there.Learn(store);
        here.Learn(store);
        Assert.True(here.IsOpen && there.IsOpen);

        here.Check(0.97, wrong: true, epoch: 0);
        there.Check(0.97, wrong: true, epoch: 0);
        store.AddRange(here.TakePending());
        store.AddRange(there.TakePending());
        Assert.Equal(ProofChange.BeganAnew, here.Learn(store));
        store.AddRange(here.TakePending());
        Assert.Equal(ProofChange.BeganAnew, there.Learn(store));
        Assert.Equal((1, 1, false), (here.Proof.Epoch, there.Proof.Epoch, there.IsOpen));
    }

    /// <summary>A false check takes longer to be known than a right one. Counted as they come, right ones alone would open a route in which one hit in twenty is false.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Say_FalseOnesKnownLate_OpensNoMoreOftenThanItMay(bool doubtedFirst)
    {
        const int runs = 400;
        var opened = Enumerable.Range(0, runs).Count(seed => Opens(seed, doubtedFirst));
        Assert.True(opened <= runs * Confidence.Alpha, $"{opened} of {runs} opened");
    }

    private static bool Opens(int seed, bool doubtedFirst)
    {
        var (dice, route, late) = (new Random(seed), Route(0.05), new Queue<(int Due, OpenCheck Check)>());
        route.Learn([]);
        for (var i = 0; i < 400; i++)
        {
            while (late.TryPeek(out var next) && next.Due <= i)
            {
                route.Say(late.Dequeue().Check, CheckWord.Wrong);
            }

            var check = route.Begin(0.97, epoch: 0);
            if (dice.NextDouble() >= 0.05)
            {
                route.Say(check, CheckWord.Right);
            }
            else
            {
                late.Enqueue((i + 80, check));
                if (doubtedFirst)
                {
                    route.Say(check, CheckWord.Doubtful);
                }
            }

            if (route.IsOpen)
            {
                return true;
            }
        }

        return false;
    }

    private static SemanticRoute Route(double share) => new("r", new SemanticOptions { Embedder = "e", MinSimilarity = 0.95, MaxFalseHits = share }, new FakeTimeProvider());

    private OpenCheck Begin() => _route.Begin(0.97, epoch: 0);

    private (long Checks, long Wrong) Counted() => (_route.State().Checks, _route.State().Wrong);
}
