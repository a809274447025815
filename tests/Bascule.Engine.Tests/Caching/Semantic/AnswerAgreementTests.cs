using Bascule.Engine.Caching.Semantic.Agreement;

namespace Bascule.Engine.Tests.Caching.Semantic;

public sealed class AnswerAgreementTests
{
    [Theory]
    [InlineData("Paris.", "Paris.")]
    [InlineData("The answer is 42.", "42 is the answer.")]
    [InlineData("{\"a\": 1, \"b\": [true]}", "```json\n{\"b\":[true],\"a\":1}\n```")]
    [InlineData("Water boils at 100 degrees at sea level.", "At sea level, water boils at 100 degrees.")]
    [InlineData("1. Wash the rice\n2. Boil the rice", "- wash the rice\n- boil the rice")]
    [InlineData("Use this:\n```\nx = 1   \n```", "Use this:\n```\nx = 1\n```")]
    public void Compare_TheSameInOtherWords_Agrees(string one, string other)
    {
        Assert.Null(AnswerAgreement.Compare(one, other, SelfNoise.Usual).Differs);
        Assert.Null(AnswerAgreement.Compare(other, one, SelfNoise.Usual).Differs);
    }

    [Theory]
    [InlineData("The answer is 42.", "The answer is 43.", "numbers")]
    [InlineData("The capital of France is Paris.", "The capital of France is Lyon.", "names")]
    [InlineData("Yes, that is safe to eat.", "No, that is not safe to eat.", "negation")]
    [InlineData("{\"a\": 1}", "{\"a\": 2}", "json")]
    [InlineData("{\"a\": 1}", "a is 1", "json")]
    [InlineData("Use this:\n```\nx = 1\n```", "Use this:\n```\nx = 2\n```", "code")]
    [InlineData("Photosynthesis happens in the leaves.", "Respiration happens at night.", "words")]
    public void Compare_AnotherAnswer_SaysInWhat(string one, string other, string differs) => Assert.Equal(differs, AnswerAgreement.Compare(one, other, SelfNoise.Usual).Differs);

    [Fact]
    public void IsOpenToJudge_WhatMustBeExact_IsNot()
    {
        Assert.True(AnswerAgreement.Compare("Leaves make sugar of light.", "Plants turn sunshine into sweetness.", SelfNoise.Usual).IsOpenToJudge);
        Assert.False(AnswerAgreement.Compare("It takes 3 days.", "It takes 4 days.", SelfNoise.Usual).IsOpenToJudge);
        Assert.False(AnswerAgreement.Compare("{\"a\":1}", "{\"a\":2}", SelfNoise.Usual).IsOpenToJudge);
    }

    [Fact]
    public void Threshold_UntilEnoughPairs_IsTheStrictOne()
    {
        var noise = new SelfNoise();
        for (var i = 1; i < SelfNoise.Enough; i++)
        {
            noise.Take(0.7, same: true);
            Assert.Equal(SelfNoise.Usual, noise.Threshold);
            Assert.True(noise.WantsMore);
        }

        noise.Take(0.7, same: true);
        Assert.Equal(0.7, noise.Threshold, 2);
        Assert.False(noise.WantsMore);
    }

    [Theory]
    [InlineData(0.1, SelfNoise.Least)]     // what repeats itself so little is not judged by its words
    [InlineData(0.75, 0.75)]
    [InlineData(1.0, 0.95)]
    public void Threshold_CalibratedByTheRoutesOwnPairs_StaysWithinBounds(double score, double threshold)
    {
        var noise = new SelfNoise();
        for (var i = 0; i < 50; i++)
        {
            noise.Take(score, same: true);
        }

        Assert.Equal(threshold, noise.Threshold, 2);
    }

    [Fact]
    public void Threshold_OneOddPairInTwenty_DoesNotMoveIt()
    {
        var noise = new SelfNoise();
        for (var i = 0; i < 100; i++)
        {
            noise.Take(i % 20 == 0 ? 0.2 : 0.9, same: i % 20 != 0);
        }

        Assert.Equal(0.9, noise.Threshold, 2);
        Assert.Equal((100, 5), noise.Seen());
    }
}
