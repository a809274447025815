using Bascule.Engine.Caching.Semantic.Proof;

namespace Bascule.Engine.Tests.Caching.Semantic;

public sealed class HitProofTests
{
    private static readonly long First = FalseHitBound.ChecksNeeded(0, 0, 0.01, Confidence.Of(0));

    private readonly HitProof _proof = new(0.01) { MinSimilarity = 0.95 };

    [Fact]
    public void Take_UntilTheBoundHolds_GathersAndThenOpens()
    {
        for (var i = 1; i < First; i++)
        {
            Assert.Equal(ProofChange.None, _proof.Take(0.97, wrong: false, epoch: 0));
        }

        Assert.Equal($"gathering {First - 1} of {First}", _proof.State().Text);
        Assert.Equal(ProofChange.Opened, _proof.Take(0.97, wrong: false, epoch: 0));
        Assert.True(_proof.IsOpen);
        Assert.Equal("open", _proof.State().Text);
        Assert.True(_proof.State().Bound <= 0.01);
    }

    [Fact]
    public void Take_BelowTheThreshold_MakesTheCurveAlone()
    {
        for (var i = 0; i < 2 * First; i++)
        {
            _proof.Take(0.91, wrong: false, epoch: 0);
        }

        var state = _proof.State();
        Assert.False(state.Open);
        Assert.Equal(0, state.Checks);
        Assert.Equal(2 * First, state.Curve.Single(point => point.Threshold == 0.9).Checks);
        Assert.True(state.Curve.Single(point => point.Threshold == 0.9).Bound < 0.01);
        Assert.Equal(1, state.Curve.Single(point => point.Threshold == 0.95).Bound, 6);
    }

    [Fact]
    public void Take_AnErrorRightAfterOpening_ClosesAndGoesOnGathering()
    {
        Open();
        Assert.Equal(ProofChange.Closed, _proof.Take(0.97, wrong: true, epoch: 0));
        Assert.False(_proof.IsOpen);
        Assert.Equal(0, _proof.Epoch);
        var left = _proof.State().Needed - _proof.State().Checks;
        for (var i = 1; i < left; i++)
        {
            Assert.Equal(ProofChange.None, _proof.Take(0.97, wrong: false, epoch: 0));
        }

        Assert.Equal(ProofChange.Opened, _proof.Take(0.97, wrong: false, epoch: 0));
    }

    [Fact]
    public void Take_WorseAfterALongGoodTime_BeginsAnewAtTheSecondError()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _proof.Take(0.97, wrong: false, epoch: 0);
        }

        Assert.Equal(ProofChange.None, _proof.Take(0.97, wrong: true, epoch: 0));
        Assert.Equal(ProofChange.BeganAnew, _proof.Take(0.97, wrong: true, epoch: 0));
        Assert.Equal(1, _proof.Epoch);
        Assert.False(_proof.IsOpen);
        Assert.Equal(0, _proof.State().Checks);
        Assert.True(_proof.State().Needed > First);    // each beginning has less of the confidence
    }

    [Fact]
    public void Take_ACheckOfBefore_SaysNothing()
    {
        Assert.Equal(ProofChange.TooLate, _proof.Take(0.97, wrong: false, epoch: 3));
        Assert.Equal(0, _proof.State().Checks);
    }

    [Fact]
    public void Doubt_RightAfterOpening_ClosesUntilItIsForgiven()
    {
        Open();
        Assert.Equal(ProofChange.Closed, _proof.Doubt(0.97, epoch: 0));
        Assert.Equal((First + 1, 1L, false), (_proof.State().Checks, _proof.State().Wrong, _proof.IsOpen));
        Assert.Equal(ProofChange.Opened, _proof.Take(0.97, wrong: false, epoch: 0, doubted: true));
        Assert.Equal((First + 1, 0L), (_proof.State().Checks, _proof.State().Wrong));
    }

    [Fact]
    public void Doubt_TwoAfterALongGoodTime_CloseUntilOneIsForgivenAndBeginAnewIfBothAreFalse()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _proof.Take(0.97, wrong: false, epoch: 0);
        }

        Assert.Equal(ProofChange.None, _proof.Doubt(0.97, epoch: 0));
        Assert.Equal(ProofChange.Closed, _proof.Doubt(0.97, epoch: 0));
        Assert.Equal(ProofChange.Opened, _proof.Take(0.97, wrong: false, epoch: 0, doubted: true));
        Assert.Equal(ProofChange.None, _proof.Take(0.97, wrong: true, epoch: 0, doubted: true));
        _proof.Doubt(0.97, epoch: 0);
        Assert.Equal(ProofChange.BeganAnew, _proof.Take(0.97, wrong: true, epoch: 0, doubted: true));
    }

    [Fact]
    public void Learn_FalseOnesOfOtherReplicas_BeginAnewAsOwnOnesWould()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _proof.Take(0.97, wrong: false, epoch: 0);
        }

        Assert.Equal(ProofChange.None, _proof.Learn(0, Counts(20_010), Counts(1)));
        Assert.Equal(ProofChange.BeganAnew, _proof.Learn(0, Counts(20_020), Counts(2)));
        Assert.Equal((1, false), (_proof.Epoch, _proof.IsOpen));
    }

    [Fact]
    public void Learn_AtTheStart_IsNoCauseToBeginAnew()
    {
        Assert.Equal(ProofChange.Opened, _proof.Learn(0, Counts(20_000), Counts(20)));    // one in a thousand, as it may be
        Assert.Equal(0, _proof.Epoch);
    }

    [Fact]
    public void Learn_WhatTheStoreHas_IsTheState()
    {
        var checks = new long[SimilarityBands.Count];
        checks[SimilarityBands.Of(0.97)] = First;
        _proof.Learn(0, checks, new long[SimilarityBands.Count]);
        Assert.True(_proof.IsOpen);
        _proof.Learn(2, new long[SimilarityBands.Count], new long[SimilarityBands.Count]);
        Assert.Equal((2, false), (_proof.Epoch, _proof.IsOpen));
        _proof.Learn(1, checks, new long[SimilarityBands.Count]);    // of a beginning that is over
        Assert.Equal((2, false), (_proof.Epoch, _proof.IsOpen));
    }

    [Theory]
    [InlineData(0.80, 0)]
    [InlineData(0.8049, 0)]
    [InlineData(0.95, 15)]
    [InlineData(0.999, 19)]
    [InlineData(1.0, 19)]
    public void Of_ASimilarity_IsItsHundredth(double similarity, int band) => Assert.Equal(band, SimilarityBands.Of(similarity));

    private static long[] Counts(long count)
    {
        var counts = new long[SimilarityBands.Count];
        counts[SimilarityBands.Of(0.97)] = count;
        return counts;
    }

    private void Open()
    {
        for (var i = 0; i < First; i++)
        {
            _proof.Take(0.97, wrong: false, epoch: 0);
        }

        Assert.True(_proof.IsOpen);
    }
}
